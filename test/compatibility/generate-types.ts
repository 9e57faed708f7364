/**
 * Writes `FOLDER/NAME.ts` with the types of each OpenAPI document: `node generate-types.ts FOLDER
 * NAME=URL…`.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';

const [folder, ...documents] = process.argv.slice(2);
for (const pair of documents) {
  const [name, address] = pair.split('=') as [string, string];
  await writeFile(join(folder!, `${name}.ts`), astToString(await openapiTS(new URL(address))));
}
