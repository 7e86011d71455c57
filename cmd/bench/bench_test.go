package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/files"
	"approdo/app/inspect"
	"approdo/app/services"
)

func TestMain(m *testing.M) {
	inspect.Child(os.Args)
	testdb.Main(m)
}

// The bookings are measured for a moment, so that the benchmark does not rot; the
// crowd's count of bookings is checked on the way.
func TestBookingsAreMeasured(t *testing.T) {
	ctx, pools := t.Context(), testdb.Pools(t)
	err := db.InTx(ctx, pools.Work, func(ctx context.Context, tx bun.Tx) error {
		if err := services.LoadAreas(ctx, tx); err != nil {
			return err
		}
		_, err := desks.SeedDemo(ctx, tx, time.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var all table
	if err := bookingsIn(ctx, options{rounds: 1, slice: 50 * time.Millisecond, past: 7, people: 8000}, pools, &all); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	all.print(&out)
	t.Log("\n" + out.String())
	for _, l := range all.lines {
		if l.result.perSecond <= 0 {
			t.Errorf("%s was not measured", l.name)
		}
	}
}

// A small file goes the whole way, so that the measurement of the import does not rot.
func TestAnImportIsMeasured(t *testing.T) {
	ctx, pools := t.Context(), testdb.Pools(t)
	err := db.InTx(ctx, pools.Work, func(ctx context.Context, tx bun.Tx) error {
		if err := services.LoadAreas(ctx, tx); err != nil {
			return err
		}
		_, err := desks.SeedDemo(ctx, tx, time.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := importIn(ctx, options{people: 500, rows: 300}, pools, &out); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + out.String())
	var states []string
	if err := pools.Web.NewRaw("SELECT DISTINCT state FROM import_rows ORDER BY 1").Scan(ctx, &states); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(states, " "); got != "bad lost twin undone" {
		t.Errorf("rows are %s", got)
	}
}

func TestMediansAndRatios(t *testing.T) {
	var all table
	all.add("bare", median([]result{{100, 1, 5, 9}, {300, 3, 4, 7}, {200, 2, 6, 8}}))
	all.add("page", result{perSecond: 50}, "bare")
	if got := all.lines[0].result; got != (result{200, 2, 5, 8}) {
		t.Errorf("median %+v", got)
	}
	var out bytes.Buffer
	all.print(&out)
	if !strings.Contains(out.String(), "0.25 of bare") {
		t.Errorf("table:\n%s", out.String())
	}
}

func TestAFailureEndsTheMeasurement(t *testing.T) {
	failed := context.DeadlineExceeded
	_, err := timed(t.Context(), 4, time.Minute, func(context.Context, int) error { return failed })
	if err == nil {
		t.Error("the error was lost")
	}
	r, err := timed(t.Context(), 2, 20*time.Millisecond, func(context.Context, int) error {
		time.Sleep(time.Millisecond)
		return nil
	})
	if err != nil || r.perSecond < 100 || r.p50 < time.Millisecond || r.p99 < r.p50 {
		t.Errorf("%+v %v", r, err)
	}
}

// Some CVs are handed in, so that the measurement does not rot.
func TestCVsAreMeasured(t *testing.T) {
	pools := testdb.Pools(t)
	if err := services.LoadAreas(t.Context(), pools.Work); err != nil {
		t.Fatal(err)
	}
	if _, err := desks.SeedDemo(t.Context(), pools.Work, time.Now()); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := handInTo(t.Context(), options{slice: time.Millisecond}, pools, new(files.Memory), &out); err != nil {
		t.Fatal(err)
	}
	var read int
	if err := pools.Web.NewRaw("SELECT count(*) FROM cvs WHERE words @@ to_tsquery('simple', 'cuoca')").Scan(t.Context(), &read); err != nil || read != 2 || !strings.Contains(out.String(), "/s from upload to text") {
		t.Errorf("%d read, %v: %s", read, err, out.String())
	}
}

// A little classification is loaded and searched, so that the measurement does not rot.
func TestTheGlossaryIsMeasured(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "occupations_en.csv")
	text := "conceptUri,iscoGroup,preferredLabel,altLabels,status\nhttp://data.europa.eu/esco/occupation/aa11,8121,welder,,released\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := glossaryIn(t.Context(), options{rounds: 1, slice: 50 * time.Millisecond}, testdb.Pools(t), []string{file}, &out); err != nil {
		t.Fatal(err)
	}
	for _, says := range []string{"ESCO loaded: 1 occupations", "ESCO again", "search for an occupation", "search for a skill"} {
		if !strings.Contains(out.String(), says) {
			t.Errorf("no word of %q:\n%s", says, out.String())
		}
	}
	if files := classification(dir); len(files) != 0 {
		t.Errorf("a folder without the files gives %v", files)
	}
}
