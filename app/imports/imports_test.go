package imports

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// office is a desk and its coordinator, in a database of its own.
type office struct {
	*towntest.Town
	pool  *bun.DB
	desk  int64
	actor auth.Actor
	// kind and source are those of the next file.
	kind, source string
}

func open(t *testing.T) *office {
	t.Helper()
	pool := testdb.New(t)
	h := &office{Town: towntest.New(t, pool, "2026-11-22 10:00"), pool: pool}
	h.desk, h.actor = h.Desk(desks.Information), h.Actor("Carla", auth.Coordinator)
	return h
}

// upload keeps a file written with semicolons and gives its batch.
func (h *office) upload(text string) int64 {
	h.Helper()
	var lines []Line
	for i, line := range strings.Split(text, "\n") {
		lines = append(lines, Line{i + 1, strings.Split(line, ";")})
	}
	id, err := Start(h.Context(), h.DB, h.actor, File{DeskID: h.desk, Name: "prova.csv", Kind: h.kind, Source: h.source, Lines: lines}, now)
	h.Must(err)
	return id
}

func (h *office) batch(id int64) *Batch {
	h.Helper()
	b, err := Find(h.Context(), h.DB, h.actor, id)
	h.Must(err)
	return b
}

func (h *office) work(id int64) {
	h.Helper()
	h.Must(work(h.Context(), h.pool, fmt.Appendf(nil, `{"Batch":%d}`, id), now))
}

// tried is a batch after its dry run, with the columns as they were guessed.
func (h *office) tried(text string) int64 {
	h.Helper()
	id := h.upload(text)
	h.Must(Map(h.Context(), h.DB, h.actor, id, h.batch(id).Fields, now))
	h.work(id)
	return id
}

func (h *office) counts(id int64, want map[string]int) {
	h.Helper()
	got, err := h.batch(id).Count(h.Context(), h.DB)
	h.Must(err)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		h.Fatalf("got %v, want %v", got, want)
	}
}

func (h *office) people() int {
	h.Helper()
	return h.Count("people", "true")
}

const file = `Nome;COGNOME;Data di nascita;Cittadinanza;Cellulare;Note
Fatima;Benali;03/03/1990;Marocco;333 1234567;x
Olena;Shevchenko;1988-02-30;Ucraina;333 7654321;x
Fatima;Benali;3.3.1990;MA;;x
;Rossi;;;12;x
Mario;Verdi;31391;ITA;;x`

func TestTheDryRunNamesEveryBadCellAndEveryTwin(t *testing.T) {
	h := open(t)
	id := h.tried(file)
	h.counts(id, map[string]int{Bad: 2, Twin: 1, Good: 2})
	if n := h.people(); n != 0 {
		t.Errorf("the dry run opened %d people", n)
	}
	rows, _, err := h.batch(id).Rows(t.Context(), h.DB, Bad, 0)
	h.Must(err)
	got := fmt.Sprint(rows[0].Row, rows[0].Problems, rows[1].Row, rows[1].Problems)
	if want := "3 [{2 imports.error.born_on map[]}] 5 [{0 people.error.given map[]} {4 people.error.phone map[]}]"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	rows, _, err = h.batch(id).Rows(t.Context(), h.DB, Twin, 0)
	h.Must(err)
	if rows[0].Row != 4 || rows[0].Matches[0].Row != 2 {
		t.Errorf("the twin is %+v", rows[0])
	}
}

func TestACorrectionMakesARowGood(t *testing.T) {
	h := open(t)
	id := h.tried(file)
	typed := []Correction{{Row: 3, Cells: map[int]string{2: "28/02/1988"}}, {Row: 5, Cells: map[int]string{0: "Ada", 4: "ancora no"}}, {Row: 4, Distinct: true}}
	h.Must(Correct(t.Context(), h.DB, h.actor, id, typed, now))
	h.counts(id, map[string]int{Bad: 1, Good: 4})
	rows, _, err := h.batch(id).Rows(t.Context(), h.DB, Bad, 0)
	h.Must(err)
	if rows[0].Cells[0] != "Ada" || rows[0].Cells[4] != "ancora no" {
		t.Errorf("what was typed is lost: %v", rows[0].Cells)
	}
}

func TestEachRowOpensOnePersonHoweverOftenTheJobRuns(t *testing.T) {
	h := open(t)
	text := "nome;cognome"
	for i := range 3 * step / 2 {
		text += fmt.Sprintf("\nAda;Prova %c%c%c", 'a'+i%26, 'b'+i/26, 'c'+i%7)
	}
	id := h.tried(text)
	h.counts(id, map[string]int{Good: 3 * step / 2})
	h.Must(Import(t.Context(), h.DB, h.actor, id, now))
	h.Must(Import(t.Context(), h.DB, h.actor, id, now)) // pressed twice
	first := stepper{names: newNames(), batch: id, now: now}
	if more, err := first.step(t.Context(), h.DB); err != nil || !more {
		t.Fatal(more, err) // killed after the first step
	}
	if n := h.people(); n != step {
		t.Fatalf("%d people after a step", n)
	}
	killed, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := first.step(killed, h.DB); err == nil {
		t.Fatal("a killed step said it was done")
	}
	h.work(id)
	h.work(id)
	if n := h.people(); n != 3*step/2 {
		t.Fatalf("%d people", n)
	}
	h.counts(id, map[string]int{Opened: 3 * step / 2})
}

func TestUndoLeavesWhoWasChanged(t *testing.T) {
	h := open(t)
	id := h.tried("nome;cognome;data di nascita\nAda;Prova;01/02/1990\nBea;Prova;02/03/1991\nCleo;Prova;03/04/1992")
	h.Must(Import(t.Context(), h.DB, h.actor, id, now))
	h.work(id)
	rows, _, err := h.batch(id).Rows(t.Context(), h.DB, Opened, 0)
	h.Must(err)
	changed := people.Form{Identity: people.Identity{Given: "Beatrice", Surname: "Prova", Lang: "it"}}
	h.Must(people.Change(t.Context(), h.DB, h.actor, *rows[1].PersonID, 1, changed, now))
	h.Must(h.exec(fmt.Sprintf("CREATE TABLE notes (person_id bigint REFERENCES people (id) ON DELETE SET NULL); INSERT INTO notes VALUES (%d)", *rows[2].PersonID)))
	h.Must(Undo(t.Context(), h.DB, h.actor, id, now))
	h.work(id)
	h.counts(id, map[string]int{Taken: 1, Kept: 2})
	if n := h.people(); n != 2 {
		t.Errorf("%d people are left", n)
	}
	if f, ok := fault.As(Import(t.Context(), h.DB, h.actor, id, now)); !ok || f.Kind != fault.Conflict {
		t.Errorf("an undone batch was imported again: %v", f)
	}
}

func TestABatchIsSeenAtItsDeskAndGoesAfterThirtyDays(t *testing.T) {
	h := open(t)
	id := h.upload(file)
	other := auth.Actor{UserID: 99, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.desk + 1}}
	if _, err := Find(t.Context(), h.DB, other, id); !fault.Is(err, fault.NotFound) {
		t.Errorf("another desk sees it: %v", err)
	}
	if _, err := Start(t.Context(), h.DB, other, File{DeskID: h.desk, Name: "x", Lines: []Line{{1, nil}, {2, nil}}}, now); !fault.Is(err, fault.NotFound) {
		t.Errorf("another desk fills it: %v", err)
	}
	h.Must(Map(t.Context(), h.DB, h.actor, id, h.batch(id).Fields, now))
	h.Must(h.exec("UPDATE users SET roles = '{specialist}'"))
	h.work(id)
	if b := h.batch(id); b.State != Stopped {
		t.Errorf("the work of who may not import any more goes on: %s", b.State)
	}
	h.Must(purge(t.Context(), h.pool, nil, now.Add(keep+time.Second)))
	if _, err := Find(t.Context(), h.DB, h.actor, id); !fault.Is(err, fault.NotFound) {
		t.Errorf("it is still there: %v", err)
	}
}

func TestWhatChangedBetweenTheStepsIsNoticed(t *testing.T) {
	h := open(t)
	head := "Nome;Cognome;Nome;Nato il"
	id := h.upload(head + "\nAda;Prova;x;01/02/1990\n" + head + "\nBea;Prova;x;ieri;troppe;celle\nCleo\n\x00Dina\x00;\xffProva")
	if got := fmt.Sprintf("%q", h.batch(id).Fields); got != `["given" "surname" "" "born_on"]` {
		t.Errorf("columns %s", got) // a heading that comes twice is one field
	}
	for _, fields := range [][]string{{"given"}, {"given", "surname", "", "born_on", ""}, {"given", "surname", "given", ""}, {"title", "", "", ""}} {
		if err := Map(t.Context(), h.DB, h.actor, id, fields, now); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", fields, err)
		}
	}
	h.Must(Map(t.Context(), h.DB, h.actor, id, h.batch(id).Fields, now))
	if err := Import(t.Context(), h.DB, h.actor, id, now); !fault.Is(err, fault.Conflict) {
		t.Errorf("imported while it was tried: %v", err)
	}
	h.work(id)
	h.counts(id, map[string]int{Good: 3, Bad: 1}) // the head of another page is no row
	h.Must(Import(t.Context(), h.DB, h.actor, id, now))
	if err := Correct(t.Context(), h.DB, h.actor, id, []Correction{{Row: 4, Cells: map[int]string{3: "1/2/1991"}}}, now); !fault.Is(err, fault.Conflict) {
		t.Errorf("corrected while it was imported: %v", err)
	}
	h.work(id)
	late := []Correction{{Row: 2, Cells: map[int]string{0: "Altra"}}, {Row: 4, Cells: map[int]string{3: "1/2/1991", -1: "x", 99: "x"}}, {Row: 77}}
	h.Must(Correct(t.Context(), h.DB, h.actor, id, late, now))
	rows, _, err := h.batch(id).Rows(t.Context(), h.DB, Opened, 0)
	h.Must(err)
	if len(rows) != 3 || rows[0].Cells[0] != "Ada" || rows[2].Cells[1] != "\uFFFDProva" {
		t.Errorf("rows %+v", rows)
	}
	if err := Map(t.Context(), h.DB, h.actor, id, h.batch(id).Fields, now); !fault.Is(err, fault.Conflict) {
		t.Errorf("columns changed after somebody was opened: %v", err)
	}
}

func (h *office) exec(sql string) error {
	_, err := h.DB.NewRaw(sql).Exec(h.Context())
	return err
}

func TestThePaceIsOfWhatWasDone(t *testing.T) {
	began := now.Add(-20 * time.Second)
	b := &Batch{State: Importing, BegunAt: &began, Begun: 50_000}
	if rate, left := b.Pace(map[string]int{Good: 40_000, Opened: 9_990, Twin: 10}, now); rate != 500 || left != 80*time.Second {
		t.Errorf("%v rows a second, %s left", rate, left)
	}
	for what, b := range map[string]*Batch{"not begun": {State: Checked}, "nothing done": {State: Importing, BegunAt: &began, Begun: 40_000}, "just begun": {State: Importing, BegunAt: &now, Begun: 50_000}} {
		if rate, left := b.Pace(map[string]int{Good: 40_000}, now); rate != 0 || left != 0 {
			t.Errorf("%s: %v rows a second, %s left", what, rate, left)
		}
	}
}
