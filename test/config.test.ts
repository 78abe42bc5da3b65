import { expect, it } from "vitest";
import { isLoopback, readConfig } from "../server/config.ts";

it("needs no setting at all", () => {
  const config = readConfig({}, "/srv/circles");
  expect(config).toEqual({
    port: 8080,
    host: "127.0.0.1",
    dataDir: "/srv/circles/.data",
    databaseUrl: null,
    password: null,
  });
  expect(Object.isFrozen(config)).toBe(true);
});

it("takes each setting, and an empty one as not set", () => {
  const environment = {
    PORT: "0",
    HOST: "0.0.0.0",
    DATA_DIR: "/var/lib/circles",
    DATABASE_URL: "postgresql://planner@db/circles",
    PASSWORD: "correct horse",
  };
  expect(readConfig(environment, "/srv")).toEqual({
    port: 0,
    host: "0.0.0.0",
    dataDir: "/var/lib/circles",
    databaseUrl: "postgresql://planner@db/circles",
    password: "correct horse",
  });
  expect(readConfig({ PORT: "", HOST: "", DATA_DIR: "", DATABASE_URL: "", PASSWORD: "" }, "/srv")).toEqual(
    readConfig({}, "/srv"),
  );
});

it("names all that is wrong in one sentence, and no secret", () => {
  const environment = { PORT: "80a", HOST: "a b", DATABASE_URL: "mysql://me:secret@db/x", PASSWORD: "short" };
  expect(() => readConfig(environment, "/srv")).toThrow(
    'The settings cannot be used: PORT is "80a" but must be a whole number from 0 to 65535; ' +
      'HOST is "a b" but must be one address or host name to listen on; ' +
      "PASSWORD has 5 characters but must have at least 10; " +
      "DATABASE_URL must look like postgres://user:password@host:5432/database.",
  );
});

it.each(["65536", "-1", "1.5", " 80", "1e3"])("refuses PORT %s", (PORT) => {
  expect(() => readConfig({ PORT }, "/srv")).toThrow(`PORT is "${PORT}"`);
});

it("lets others in only with a password", () => {
  expect(() => readConfig({ HOST: "0.0.0.0" }, "/srv")).toThrow(
    'The settings cannot be used: HOST is "0.0.0.0", which others can reach, so PASSWORD must be set.',
  );
  expect(readConfig({ HOST: "planner.local", PASSWORD: "correct horse" }, "/srv").host).toBe("planner.local");
});

it.each(["127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "::1"])("knows %s as this machine alone", (host) => {
  expect(isLoopback(host)).toBe(true);
});

it.each(["0.0.0.0", "::", "192.168.0.2", "127.example.org", "localhost.example.org"])(
  "knows that others reach %s",
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);
