package migrate_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/migrate"
	"approdo/app/db/testdb"
	"approdo/migrations"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var ctx = context.Background()

// empty is a pool on a database without any migration.
func empty(t *testing.T) *bun.DB {
	t.Helper()
	return open(t, testdb.Empty(t))
}

func open(t *testing.T, dsn string) *bun.DB {
	t.Helper()
	p, err := db.Open(dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p.Work
}

// set makes migrations from pairs: name, up, down.
func set(files ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i+2 < len(files); i += 3 {
		m[files[i]+".tx.up.sql"] = &fstest.MapFile{Data: []byte(files[i+1])}
		m[files[i]+".tx.down.sql"] = &fstest.MapFile{Data: []byte(files[i+2])}
	}
	return m
}

var two = set(
	"20260101000000_rooms_made", "CREATE TABLE rooms (id int)", "DROP TABLE rooms",
	"20260102000000_seats_made", "CREATE TABLE seats (id int)", "DROP TABLE seats",
)

// shape describes everything the migrations made, so that two states can be compared.
func shape(t *testing.T, idb *bun.DB) []string {
	t.Helper()
	var lines []string
	err := idb.NewRaw(`
		SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
		  FROM information_schema.columns WHERE table_schema = 'public'
		UNION ALL SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
		UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
		UNION ALL SELECT 'function ' || oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace
		UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
		UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
		UNION ALL SELECT 'extension ' || extname FROM pg_extension
		ORDER BY 1`).Scan(ctx, &lines)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// All migrations of the house: up, one by one down, up again to the same shape, by
// a role that owns the database and is nothing more.
func TestTheHouseUpDownUp(t *testing.T) {
	idb := empty(t)
	pending, err := migrate.Pending(ctx, idb, migrations.FS)
	if err != nil || len(pending) == 0 {
		t.Fatalf("pending %v, %v", pending, err)
	}
	first := shape(t, idb)
	applied, err := migrate.Up(ctx, idb, migrations.FS)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(applied, pending) {
		t.Errorf("applied %v, announced %v", applied, pending)
	}
	full := shape(t, idb)
	for i := len(applied) - 1; i >= 0; i-- {
		name, err := migrate.DownOne(ctx, idb, migrations.FS)
		if err != nil {
			t.Fatal(err)
		}
		if name != applied[i] {
			t.Errorf("took back %s, want %s", name, applied[i])
		}
	}
	if name, err := migrate.DownOne(ctx, idb, migrations.FS); name != "" || err != nil {
		t.Errorf("nothing was left, but %q, %v", name, err)
	}
	left := slices.DeleteFunc(shape(t, idb), func(s string) bool { return strings.Contains(s, "schema_migrations") })
	if !slices.Equal(left, first) {
		t.Errorf("the downs left behind:\n%s", strings.Join(left, "\n"))
	}
	if _, err := migrate.Up(ctx, idb, migrations.FS); err != nil {
		t.Fatal(err)
	}
	if again := shape(t, idb); !slices.Equal(again, full) {
		t.Errorf("the second up differs:\n%s\nfrom\n%s", strings.Join(again, "\n"), strings.Join(full, "\n"))
	}
}

func TestUpIsQuietWhenDone(t *testing.T) {
	idb := empty(t)
	if applied, err := migrate.Up(ctx, idb, two); err != nil || len(applied) != 2 {
		t.Fatal(applied, err)
	}
	if applied, err := migrate.Up(ctx, idb, two); err != nil || len(applied) != 0 {
		t.Errorf("applied again: %v, %v", applied, err)
	}
	if pending, err := migrate.Pending(ctx, idb, two); err != nil || len(pending) != 0 {
		t.Errorf("pending %v, %v", pending, err)
	}
}

func TestDownTakesBackOne(t *testing.T) {
	idb := empty(t)
	if _, err := migrate.Up(ctx, idb, two); err != nil {
		t.Fatal(err)
	}
	if err := migrate.Down(ctx, idb, two); err != nil {
		t.Fatal(err)
	}
	pending, err := migrate.Pending(ctx, idb, two)
	if err != nil || !slices.Equal(pending, []string{"20260102000000_seats_made"}) {
		t.Errorf("pending %v, %v", pending, err)
	}
	if got := strings.Join(shape(t, idb), " "); !strings.Contains(got, "rooms.id") || strings.Contains(got, "seats.id") {
		t.Errorf("tables are %s", got)
	}
}

// The failing one leaves nothing, the one before it stays, and a mended one is run.
func TestFailureLeavesNothing(t *testing.T) {
	idb := empty(t)
	bad := set(
		"20260101000000_rooms_made", "CREATE TABLE rooms (id int)", "DROP TABLE rooms",
		"20260102000000_seats_made", "CREATE TABLE seats (id int);\n--bun:split\nSELECT nothing", "DROP TABLE seats",
	)
	applied, err := migrate.Up(ctx, idb, bad)
	if err == nil || !slices.Equal(applied, []string{"20260101000000_rooms_made"}) {
		t.Fatalf("applied %v, %v", applied, err)
	}
	if got := strings.Join(shape(t, idb), " "); strings.Contains(got, "seats") {
		t.Errorf("the failed migration left %s", got)
	}
	if applied, err = migrate.Up(ctx, idb, two); err != nil || !slices.Equal(applied, []string{"20260102000000_seats_made"}) {
		t.Errorf("the mended one: %v, %v", applied, err)
	}
}

// A migration and its note are one transaction, both ways: the note is there as
// soon as another connection can see the table, and goes with it.
func TestMigrationAndNoteAreOne(t *testing.T) {
	idb := empty(t)
	refuse := set("20260101000000_rooms_made", `CREATE TABLE rooms (id int);
		CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
		CREATE TRIGGER refuse BEFORE INSERT OR DELETE ON schema_migrations FOR EACH ROW EXECUTE FUNCTION refuse()`, "DROP TABLE rooms")
	if _, err := migrate.Up(ctx, idb, refuse); err == nil {
		t.Fatal("a note that was refused went unnoticed")
	}
	if got := strings.Join(shape(t, idb), " "); strings.Contains(got, "rooms") {
		t.Errorf("applied without a note: %s", got)
	}
	if _, err := migrate.Up(ctx, idb, two); err != nil {
		t.Fatal(err)
	}
	if _, err := idb.Exec(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
		CREATE TRIGGER refuse BEFORE DELETE ON schema_migrations FOR EACH ROW EXECUTE FUNCTION refuse()`); err != nil {
		t.Fatal(err)
	}
	if err := migrate.Down(ctx, idb, two); err == nil {
		t.Fatal("a note that stays went unnoticed")
	}
	if got := strings.Join(shape(t, idb), " "); !strings.Contains(got, "seats") {
		t.Error("taken back while the note stays")
	}
}

func TestProgramsThatStartTogether(t *testing.T) {
	dsn := testdb.Empty(t)
	slow := set("20260101000000_rooms_made", "CREATE TABLE rooms (id int); SELECT pg_sleep(0.2)", "DROP TABLE rooms")
	type result struct {
		applied []string
		err     error
	}
	results := make(chan result)
	for range 4 {
		go func() {
			applied, err := migrate.Up(ctx, open(t, dsn), slow)
			results <- result{applied, err}
		}()
	}
	total := 0
	for range 4 {
		r := <-results
		if r.err != nil {
			t.Error(r.err)
		}
		total += len(r.applied)
	}
	if total != 1 {
		t.Errorf("applied %d times", total)
	}
}

func TestWaitingForAnotherEndsWithTheContext(t *testing.T) {
	dsn := testdb.Empty(t)
	slow := set("20260101000000_rooms_made", "SELECT pg_sleep(1)", "SELECT 1")
	done := make(chan error)
	go func() {
		_, err := migrate.Up(ctx, open(t, dsn), slow)
		done <- err
	}()
	time.Sleep(300 * time.Millisecond)
	short, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
	defer cancel()
	if _, err := migrate.Up(short, open(t, dsn), slow); err == nil {
		t.Error("did not wait for the lock")
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, err := migrate.Up(ctx, open(t, dsn), slow); err != nil {
		t.Errorf("the lock was not given back: %v", err)
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	idb := empty(t)
	if _, err := migrate.Up(ctx, idb, two); err != nil {
		t.Fatal(err)
	}
	older := set("20260101000000_rooms_made", "CREATE TABLE rooms (id int)", "DROP TABLE rooms")
	if _, err := migrate.Up(ctx, idb, older); err == nil || !strings.Contains(err.Error(), "20260102000000") {
		t.Errorf("error is %v", err)
	}
}

func TestMalformedSets(t *testing.T) {
	idb := empty(t)
	half := set("20260101000000_rooms_made", "SELECT 1", "SELECT 1")
	delete(half, "20260101000000_rooms_made.tx.down.sql")
	for name, fsys := range map[string]fstest.MapFS{
		"half a pair":     half,
		"short number":    set("2026_rooms_made", "SELECT 1", "SELECT 1"),
		"no subject":      set("20260101000000_made", "SELECT 1", "SELECT 1"),
		"not in a tx":     {"20260101000000_rooms_made.up.sql": {}, "20260101000000_rooms_made.down.sql": {}},
		"number used two": set("20260101000000_rooms_made", "SELECT 1", "SELECT 1", "20260101000000_seats_made", "SELECT 1", "SELECT 1"),
	} {
		if _, err := migrate.Up(ctx, idb, fsys); err == nil {
			t.Errorf("%s was accepted", name)
		}
		if _, err := migrate.Pending(ctx, idb, fsys); err == nil {
			t.Errorf("%s was accepted by Pending", name)
		}
	}
}

// Indexes may use the wrapper, and it does what it says.
func TestImmutableUnaccent(t *testing.T) {
	tx := testdb.Tx(t)
	var plain string
	if err := tx.NewRaw("SELECT immutable_unaccent('perché Łódź Çelik')").Scan(ctx, &plain); err != nil || plain != "perche Lodz Celik" {
		t.Errorf("%q, %v", plain, err)
	}
	if _, err := tx.Exec(`CREATE TABLE names (name text, plain text GENERATED ALWAYS AS (lower(immutable_unaccent(name))) STORED);
		CREATE INDEX names_trgm ON names USING gin (lower(immutable_unaccent(name)) gin_trgm_ops);
		SET LOCAL search_path = ''; INSERT INTO public.names VALUES ('Nicolò')`); err != nil {
		t.Fatal(err)
	}
	if err := tx.NewRaw("SELECT plain FROM public.names").Scan(ctx, &plain); err != nil || plain != "nicolo" {
		t.Errorf("%q, %v", plain, err)
	}
}
