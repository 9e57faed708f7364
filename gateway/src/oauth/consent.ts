import {
  CONSOLE_CLIENT,
  CONSOLE_SCOPE,
  type KnownClient,
  type Resource,
  scopesOfResource,
} from '../access/index.ts';

/** The part of an authorization request that is used here. */
interface Authorization {
  readonly oidc: {
    readonly result?: { readonly consent?: { readonly grantId?: string } };
    readonly client: { readonly clientId: string };
    readonly session: { readonly accountId: string; grantIdFor(clientId: string): string | undefined };
    readonly provider: { readonly Grant: GrantModel };
  };
}

interface GrantModel {
  new (grant: { accountId: string; clientId: string }): Grant;
  find(id: string): Promise<Grant | undefined>;
}

interface Grant {
  addResourceScope(resource: string, scope: string): void;
  save(): Promise<string>;
}

/**
 * Returns the library's look-up of the grant that an authorization request builds on. The console
 * is part of the product, so it is granted its scope without asking.
 */
export function grantsWithoutConsent(resource: string) {
  return async ({ oidc }: Authorization): Promise<Grant | undefined> => {
    const { clientId } = oidc.client;
    const id = oidc.result?.consent?.grantId ?? oidc.session.grantIdFor(clientId);
    const found = id === undefined ? undefined : await oidc.provider.Grant.find(id);
    if (found || clientId !== CONSOLE_CLIENT) return found;
    const grant = new oidc.provider.Grant({ accountId: oidc.session.accountId, clientId });
    grant.addResourceScope(resource, CONSOLE_SCOPE);
    await grant.save();
    return grant;
  };
}

/**
 * Returns those scopes of a resource that a client may have. A client that requests more gets a
 * token without them, because agents request every scope that the metadata of a resource lists.
 */
export function scopesWithin(resource: Resource, client: KnownClient | undefined): string[] {
  const allowed = client?.scope.split(' ') ?? [];
  return scopesOfResource(resource).filter((scope) => allowed.includes(scope));
}
