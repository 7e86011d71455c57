-- Extensions the nouns build on. All three are "trusted": the owner of the database
-- may create them without being a superuser.
CREATE EXTENSION IF NOT EXISTS btree_gist; -- exclusion constraints with = beside &&
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;    -- names that are nearly right

-- unaccent() is only STABLE, because its dictionary could be changed; ours is not, so
-- indexes and generated columns may use this one. It is schema-qualified inside, as an
-- immutable function must not depend on anybody's search_path.
DO $body$
DECLARE
  home text := (SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                WHERE e.extname = 'unaccent');
BEGIN
  EXECUTE format($make$
    CREATE FUNCTION immutable_unaccent(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $fn$ SELECT %1$s.unaccent('%1$s.unaccent'::regdictionary, $1) $fn$
  $make$, home);
END
$body$;

COMMENT ON FUNCTION immutable_unaccent(text) IS 'unaccent with the dictionary as installed, fit for indexes';
