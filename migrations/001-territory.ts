/** The first schema: sources with their imports, and the rows they bring. server/database/rows.ts says what each column means. */
import { type Kysely, sql } from "kysely";

const statements = [
  `create extension if not exists postgis`,
  `create table imports (
     id integer generated always as identity primary key,
     source_name text not null, kind text not null, state text not null, file_name text not null,
     sha256 text, bytes double precision, licence text, data_date text, coordinates text not null,
     options jsonb not null default '{}',
     rows_read integer not null default 0, rows_kept integer not null default 0, rows_refused integer not null default 0,
     refusals jsonb not null default '[]', warnings jsonb not null default '[]', conflicts jsonb not null default '[]',
     details jsonb not null default '{}', error text,
     started_at timestamptz not null default now(), ended_at timestamptz)`,
  `create table sources (name text primary key, kind text not null, import_id integer not null references imports)`,
  `create table streets (
     import_id integer not null references imports, way_id bigint not null, part smallint not null default 0, highway text not null,
     name text, names jsonb not null default '{}', foot smallint not null, bicycle smallint not null,
     oneway_foot smallint not null, oneway_bicycle smallint not null,
     bridge boolean not null, tunnel boolean not null, barrier boolean not null,
     node_ids bigint[] not null, geom geometry(LineString, 4326) not null, primary key (import_id, way_id, part))`,
  `create index streets_geom on streets using gist (geom)`,
  `create table gates (
     import_id integer not null references imports, node_id bigint not null, kind text not null,
     foot smallint not null, bicycle smallint not null, primary key (import_id, node_id))`,
  `create table features (
     import_id integer not null references imports, osm_id bigint not null, layer text not null, kind text not null,
     name text, names jsonb not null default '{}', barrier text, geom geometry(Geometry, 4326) not null)`,
  `create index features_geom on features using gist (geom)`,
  `create index features_import on features (import_id)`,
  `create table people_groups (
     import_id integer not null references imports, position integer not null, name text not null, label text not null,
     labels jsonb not null default '{}', role text not null, people double precision not null, primary key (import_id, position))`,
  `create table people (
     import_id integer not null references imports, key text not null, h3_resolution smallint,
     lon double precision not null, lat double precision not null, counts double precision[] not null, primary key (import_id, key))`,
  `create table areas (
     id integer generated always as identity primary key, import_id integer not null references imports,
     code text not null, name text not null, names jsonb not null default '{}', level text not null, parent_code text,
     geom geometry(MultiPolygon, 4326) not null, unique (import_id, code))`,
  `create index areas_geom on areas using gist (geom)`,
  `create table settlements (
     id integer generated always as identity primary key, import_id integer not null references imports,
     code text not null, name text not null, names jsonb not null default '{}', kind text not null, people double precision,
     geom geometry(Geometry, 4326) not null, unique (import_id, code))`,
  `create table facilities (
     id integer generated always as identity primary key, source_name text references sources, key text,
     name text not null, names jsonb not null default '{}', kind text not null, level text, status text not null,
     address text, opening_hours text, staff double precision, yearly_capacity double precision,
     lon double precision not null, lat double precision not null, imported jsonb, edited_at timestamptz,
     unique (source_name, key))`,
  `create table elevation_tiles (
     import_id integer not null references imports, west double precision not null, north double precision not null,
     lon_step double precision not null, lat_step double precision not null,
     columns integer not null, rows integer not null, heights bytea not null, primary key (import_id, west, north))`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
