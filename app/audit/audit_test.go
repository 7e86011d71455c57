package audit_test

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/db"
	"approdo/app/db/testdb"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

func record(t *testing.T, tx bun.IDB, e audit.Entry) {
	t.Helper()
	if e.At.IsZero() {
		e.At = noon
	}
	if e.Actor == "" {
		e.Actor = "user:1"
	}
	if err := audit.Record(context.Background(), tx, e); err != nil {
		t.Fatal(err)
	}
}

func actions(t *testing.T, tx bun.IDB, s audit.Scope, f audit.Filter) []string {
	t.Helper()
	rows, _, err := audit.List(context.Background(), tx, s, f)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, r := range rows {
		out = append(out, r.Action)
	}
	return out
}

func TestRecordGivesBackWhatHappened(t *testing.T) {
	tx := testdb.Tx(t)
	record(t, tx, audit.Entry{Action: "appointments.book", Subject: "appointment", SubjectID: 7, DeskID: 3,
		Data: map[string]any{"channel": "online", "minutes": 30}})
	rows, next, err := audit.List(context.Background(), tx, audit.Scope{All: true}, audit.Filter{Subject: "appointment", SubjectID: 7})
	if err != nil || len(rows) != 1 || next != 0 {
		t.Fatalf("rows %v, next %d, %v", rows, next, err)
	}
	r := rows[0]
	if r.Actor != "user:1" || r.Action != "appointments.book" || r.DeskID != 3 || !r.At.Equal(noon) ||
		string(r.Data) != `{"channel": "online", "minutes": 30}` {
		t.Errorf("%+v %s", r, r.Data)
	}
}

func TestTheTrailOnlyGrows(t *testing.T) {
	for _, query := range []string{
		`UPDATE audit_entries SET actor = 'user:2'`,
		`DELETE FROM audit_entries`,
		`TRUNCATE audit_entries`,
	} {
		tx := testdb.Tx(t)
		record(t, tx, audit.Entry{Action: "a.b"})
		if _, err := tx.ExecContext(context.Background(), query); err == nil {
			t.Errorf("%s went through", query)
		}
	}
}

func TestNoPersonalDataNorNonsense(t *testing.T) {
	long := make([]byte, 5000)
	for i := range long {
		long[i] = byte('a' + i*7%26)
	}
	for name, e := range map[string]audit.Entry{
		"address":   {Actor: "user:1", Action: "a.b", Data: map[string]any{"to": "anna@example.org"}, At: noon},
		"much text": {Actor: "user:1", Action: "a.b", Data: map[string]any{"x": string(long)}, At: noon},
		"a name":    {Actor: "Anna Rossi", Action: "a.b", At: noon},
		"no verb":   {Actor: "user:1", Action: "something", At: noon},
		"no actor":  {Action: "a.b", At: noon},
		"no time":   {Actor: "user:1", Action: "a.b"},
	} {
		if err := audit.Record(context.Background(), testdb.Tx(t), e); err == nil {
			t.Errorf("%s was recorded", name)
		}
	}
}

func TestRecordFallsWithItsChange(t *testing.T) {
	tx := testdb.Tx(t)
	err := db.InTx(context.Background(), tx, func(ctx context.Context, tx bun.Tx) error {
		record(t, tx, audit.Entry{Action: "a.b", Subject: "fallen", SubjectID: 1})
		_, err := tx.ExecContext(ctx, "SELECT 1/0")
		return err
	})
	if err == nil {
		t.Fatal("division went through")
	}
	if got := actions(t, tx, audit.Scope{All: true}, audit.Filter{Subject: "fallen"}); len(got) != 0 {
		t.Errorf("left behind: %v", got)
	}
}

func TestScope(t *testing.T) {
	tx := testdb.Tx(t)
	record(t, tx, audit.Entry{Action: "x.desk1", DeskID: 1})
	record(t, tx, audit.Entry{Action: "x.desk2", DeskID: 2})
	record(t, tx, audit.Entry{Action: "x.nodesk"})
	f := audit.Filter{Action: "x."}
	for name, c := range map[string]struct {
		scope audit.Scope
		want  int
	}{
		"nobody": {audit.Scope{}, 0},
		"desk 1": {audit.Scope{DeskIDs: []int64{1}}, 1},
		"both":   {audit.Scope{DeskIDs: []int64{1, 2}}, 2},
		"desk 0": {audit.Scope{DeskIDs: []int64{0}}, 0},
		"all":    {audit.Scope{All: true}, 3},
	} {
		if got := actions(t, tx, c.scope, f); len(got) != c.want {
			t.Errorf("%s sees %v, want %d rows", name, got, c.want)
		}
	}
}

func TestFilterAndPages(t *testing.T) {
	tx := testdb.Tx(t)
	for i := range 5 {
		record(t, tx, audit.Entry{Action: "page.turn", SubjectID: int64(i), Subject: "leaf", At: noon.Add(time.Duration(i) * time.Hour)})
	}
	record(t, tx, audit.Entry{Action: "pages.other", Actor: "program:jobs"})
	all := audit.Scope{All: true}
	var seen []int64
	f := audit.Filter{Action: "page.", Limit: 2}
	for range 5 {
		rows, next, err := audit.List(context.Background(), tx, all, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			seen = append(seen, r.SubjectID)
		}
		if f.Before = next; next == 0 {
			break
		}
	}
	if len(seen) != 5 || seen[0] != 4 || seen[4] != 0 {
		t.Errorf("pages gave %v", seen)
	}
	if got := actions(t, tx, all, audit.Filter{Action: "page.", From: noon.Add(time.Hour), To: noon.Add(3 * time.Hour)}); len(got) != 2 {
		t.Errorf("from 13 to 15: %v", got)
	}
	if got := actions(t, tx, all, audit.Filter{Actor: "program:jobs", Action: "pages.other"}); len(got) != 1 {
		t.Errorf("by actor: %v", got)
	}
}
