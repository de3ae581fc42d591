import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod';
import { variables } from '../../config/variables.ts';
import { composeSchema } from './compose-schema.ts';
import { codeIn, tableUnder, textOf } from './project.ts';

const FILE = textOf('docker-compose.yml');
const OURS = ['migrate', 'institution', 'api', 'worker', 'smile'];
const settings = new Set(Object.keys(variables.shape));

const compose = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string(),
      command: z.array(z.string()).optional(),
      entrypoint: z.array(z.string()).optional(),
      environment: z.record(z.string(), z.string()).default({}),
      secrets: z.array(z.string()).default([]),
      volumes: z.array(z.union([z.string(), z.looseObject({ source: z.string() })])).default([]),
      networks: z.array(z.string()).default([]),
      ports: z.array(z.string()).default([]),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
      healthcheck: z.unknown().optional(),
      read_only: z.boolean().optional(),
      cap_drop: z.array(z.string()).optional(),
    }),
  ),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
  volumes: z.record(z.string(), z.unknown()),
});

const yaml = (text: string): unknown => parse(text, { merge: true });
const { services, ...top } = compose.parse(yaml(FILE));
const service = (name: string) => services[name]!;
/** `${NAME:?message}` and the like; `$$` is a dollar for the container. */
const asked = (text: string): string[] =>
  [...text.replaceAll('$$', '').matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name);

describe('docker-compose.yml', () => {
  let valid: ValidateFunction;

  before(async function () {
    this.timeout(120_000);
    valid = new Ajv2020({ strict: false, allErrors: true }).compile(await composeSchema());
  });

  it('is valid by the schema of the Compose specification', () => {
    valid(yaml(FILE));
    expect(valid.errors ?? []).to.deep.equal([]);
  });

  it('is checked by a schema that finds mistakes', () => {
    for (const [right, wrong] of [
      ['restart: unless-stopped', 'restarts: unless-stopped'],
      ['condition: service_healthy', 'condition: service_well'],
      ['read_only: true', 'read_only: [true]'],
    ] as const) {
      expect(FILE).to.contain(right);
      expect(valid(yaml(FILE.replaceAll(right, wrong))), wrong).to.equal(false);
    }
  });

  it('uses only services, secrets, networks and volumes that it declares', () => {
    for (const [name, one] of Object.entries(services)) {
      expect(Object.keys(services), name).to.include.members(Object.keys(one.depends_on));
      expect(Object.keys(top.secrets), name).to.include.members(one.secrets);
      expect(Object.keys(top.networks), name).to.include.members(one.networks);
      const named = one.volumes.filter((volume) => typeof volume === 'string').map((volume) => volume.split(':')[0]);
      expect(Object.keys(top.volumes), name).to.include.members(named);
      const paths = JSON.stringify([one.command, one.entrypoint, one.environment]).matchAll(
        /\/run\/secrets\/([a-z-]+)/g,
      );
      expect(one.secrets, name).to.include.members([...paths].map(([, secret]) => secret));
      expect(one.networks.length, `${name} is in a network`).to.be.greaterThan(0);
      for (const [needed, { condition }] of Object.entries(one.depends_on)) {
        if (condition === 'service_healthy') expect(service(needed).healthcheck, needed).to.be.an('object');
        else expect(condition).to.equal('service_completed_successfully');
        const shared = service(needed).networks.filter((network) => one.networks.includes(network));
        if (condition === 'service_healthy') expect(shared, `${name} reaches ${needed}`).to.have.length.greaterThan(0);
      }
    }
  });

  it('gives our processes only variables that are settings', () => {
    for (const name of OURS) {
      for (const variable of Object.keys(service(name).environment)) expect(settings, name).to.include(variable);
    }
  });

  it('is told by docs/operations.md to hold settings that are right', () => {
    const { lines } = codeIn(textOf('docs/operations.md'));
    const told = parseEnv(lines.filter((line) => /^[A-Z_]+=/.test(line)).join('\n'));
    const given = Object.entries(told).filter(([name]) => settings.has(name));
    expect(given.map(([name]) => name)).to.include.members(['DATABASE_URL', 'SMTP_URL', 'OIDC_PROVIDERS', 'SMILE_URL']);
    expect(variables.safeParse(Object.fromEntries(given)).error?.issues ?? []).to.deep.equal([]);
  });

  it('starts API and worker only on records of their version and on an institution that was applied', () => {
    expect(service('migrate').command?.slice(-2)).to.deep.equal(['database', 'migrate']);
    expect(service('institution').command?.slice(-3)).to.deep.equal(['institution', 'apply', '/institution']);
    const done = { condition: 'service_completed_successfully' };
    expect(service('institution').depends_on['migrate']).to.deep.equal(done);
    for (const name of ['api', 'worker']) expect(service(name).depends_on['institution'], name).to.deep.equal(done);
  });

  it('asks only for what docs/operations.md explains', () => {
    const told = tableUnder(textOf('docs/operations.md'), 'What the compose file asks for').map(([name = '']) =>
      name.replaceAll('`', ''),
    );
    expect(told.toSorted()).to.deep.equal([...new Set(asked(FILE))].sort());
    for (const name of told.filter((one) => one.startsWith('SMILE_'))) expect(settings).to.include(name);
  });

  it('holds no password, and every secret comes from a file', () => {
    for (const [name, one] of Object.entries(services)) {
      for (const [variable, value] of Object.entries(one.environment)) {
        if (/PASSWORD|PWD|SECRET|KEY/.test(variable))
          expect(value, `${name} ${variable}`).to.match(/^\/run\/secrets\//);
      }
    }
    expect(FILE).not.to.match(/\$\{[A-Z_]*(PASSWORD|PWD|KEY|SECRET)\b/);
    for (const { file } of Object.values(top.secrets)) expect(file).to.match(/^\$\{SECRETS_FOLDER[^}]*\}\//);
  });

  it('pins every image to a version', () => {
    for (const [name, { image }] of Object.entries(services)) {
      if (OURS.includes(name)) expect(image).to.equal('${IMAGE:-smile:local}');
      else expect(image, name).to.match(/^[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
    }
  });

  it('keeps databases and Temporal off every network that leaves the host, and publishes on the loopback only', () => {
    for (const name of ['mariadb', 'postgresql', 'temporal']) {
      expect(service(name).ports, name).to.deep.equal([]);
      for (const network of service(name).networks) expect(top.networks[network]?.internal, network).to.equal(true);
    }
    for (const [name, { ports }] of Object.entries(services)) {
      for (const port of ports) expect(port, name).to.match(/^127\.0\.0\.1:/);
    }
  });

  it('lets our containers write to their data and to /tmp only, without capabilities', () => {
    for (const name of [...OURS, 'temporal', 'temporal-schema', 'temporal-namespace']) {
      expect(service(name).read_only, name).to.equal(true);
      expect(service(name).cap_drop, name).to.deep.equal(['ALL']);
    }
  });
});
