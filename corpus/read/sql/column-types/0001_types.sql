-- As the catalog spells them.
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE "Mixed" AS ENUM ('a');
CREATE SCHEMA other;
CREATE TYPE other.mood AS ENUM ('sad', 'ok');
CREATE DOMAIN email AS varchar(80) NOT NULL;
CREATE TABLE t (
    a int4, b int8 NOT NULL, c int2, d int, e serial, f bigserial, g smallserial, h serial8,
    i decimal, j numeric(10, 2), k numeric (5), l float, m float(24), n float8, o real, p double precision,
    q varchar, r varchar(10), s character varying (20), t char, u char(3), v character(2), w text, x bpchar, y "char", z name,
    aa timestamp, ab timestamptz, ac timestamp(3), ad timestamp (3) with time zone, ae timestamp without time zone, af date,
    ag time, ah time(2) with time zone, ai timetz, aj interval, ak interval day to second, al interval(3), am interval hour,
    an bool, ao boolean, ap bytea, aq uuid, ar json, "as" jsonb, at xml, au inet, av cidr, aw macaddr, ax money, ay bit, az bit(3),
    ba bit varying, bb varbit(5), bc int[], bd text [][], be varchar(5)[3], bf integer ARRAY, bg timestamptz(3)[], bh uuid ARRAY[4],
    bi mood, bj "Mixed", bk other.mood, bl email, bm mood[], bn pg_catalog.int4, bo tsvector, bp point, bq int4range, br oid, bs regclass,
    bt dec(4, 1), bu national character varying(7), bv nchar(4), bw public.mood
);
ALTER TABLE t ALTER COLUMN a TYPE bigint, ALTER b DROP NOT NULL, ALTER COLUMN w SET DATA TYPE varchar(3) USING w::varchar(3), ALTER r TYPE text COLLATE "C";
