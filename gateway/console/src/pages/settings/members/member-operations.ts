import type { ResultOf } from 'gql.tada';
import { graphql } from '../../../graph/index.ts';

export const memberFields = graphql(`
  fragment ConsoleMember on User {
    id
    email
    name
    role
    createdAt
  }
`);

export const invitationFields = graphql(`
  fragment ConsoleInvitation on Invitation {
    id
    email
    role
    expiresAt
  }
`);

export const membersQuery = graphql(
  `
    query ConsoleMembers {
      viewer {
        user {
          id
        }
        workspace {
          id
          users {
            ...ConsoleMember
          }
          invitations {
            ...ConsoleInvitation
          }
        }
      }
    }
  `,
  [memberFields, invitationFields],
);

export const inviteMutation = graphql(`
  mutation ConsoleInviteUser($input: InviteUserInput!) {
    inviteUser(input: $input) {
      __typename
      ... on UserInvited {
        link
      }
      ... on InvalidInput {
        field
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const revokeInvitationMutation = graphql(`
  mutation ConsoleRevokeInvitation($id: ID!) {
    revokeInvitation(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export const changeRoleMutation = graphql(`
  mutation ConsoleChangeUserRole($id: ID!, $role: UserRole!) {
    changeUserRole(id: $id, role: $role) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export const passwordLinkMutation = graphql(`
  mutation ConsoleCreatePasswordLink($id: ID!) {
    createPasswordLink(id: $id) {
      __typename
      ... on PasswordLinkCreated {
        link
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const deleteMemberMutation = graphql(`
  mutation ConsoleDeleteUser($id: ID!) {
    deleteUser(id: $id) {
      __typename
      ... on Failure {
        message
      }
    }
  }
`);

export type Member = ResultOf<typeof memberFields>;
export type Invitation = ResultOf<typeof invitationFields>;
