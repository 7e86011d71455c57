package office_test

import (
	"cmp"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/people"
	"approdo/app/privacy"
)

// TestForgottenNowhereButInTheFigures forgets the person of the furnished desk: no table
// holds a word of theirs, every row that counts is there, and what the law keeps opens
// with the program's key only.
func TestForgottenNowhereButInTheFigures(t *testing.T) {
	s := newWalled(t)
	ctx, db := t.Context(), s.Pools.Web
	actor := auth.Actor{UserID: s.staffed.ids["la@demo.example"], Roles: []auth.Role{auth.Coordinator}}
	var root int64
	if err := db.NewRaw("SELECT id FROM people WHERE given = 'Zuleika' AND root_id IS NULL").Scan(ctx, &root); err != nil {
		t.Fatal(err)
	}
	now, o := s.Now.Add(time.Hour), privacy.Office{Signer: s.Gate.Signer, Book: consents.NewBook(cvs.Follow)}
	s.tie(t, root)
	s.sendCV(t, o.Book, actor, root)
	err := o.Forget(ctx, db, actor, root, 60, now)
	if f, ok := fault.As(err); !ok || f.Key != "privacy.forget.open" {
		t.Fatalf("with an open path: %v", err)
	}
	s.closePaths(t, root, now)
	before := s.counts(t)
	if err := o.Forget(ctx, db, actor, root, 60, now); err != nil {
		t.Fatal(err)
	}
	for name, n := range s.counts(t) {
		if n != before[name] {
			t.Errorf("%s has %d rows that count, had %d", name, n, before[name])
		}
	}
	s.nowhere(t, "zuleik", "zuleic", "segretissimo", "mutissima")
	s.sealed(t, actor, "segretissimo", "Zuleika")
	if err := o.Forget(ctx, db, actor, root, 60, now); !fault.Is(err, fault.NotFound) {
		t.Errorf("forgotten twice: %v", err)
	}
	if _, err := people.Find(ctx, db, actor, root); !fault.Is(err, fault.NotFound) {
		t.Errorf("a desk still finds who is forgotten: %v", err)
	}
}

// sealed opens the one record that was kept and wants words in it.
func (s *walled) sealed(t *testing.T, actor auth.Actor, words ...string) {
	t.Helper()
	ctx, db := t.Context(), s.Pools.Web
	all, err := privacy.Records(ctx, db, privacy.Record{}, 10)
	if err != nil || len(all) != 1 || all[0].Until != desks.DateOf(s.Now.AddDate(5, 0, 0)) {
		t.Fatalf("kept: %v %v", all, err)
	}
	_, content, papers, err := privacy.OpenRecord(ctx, db, s.Gate.Signer, actor, all[0].ID, s.Now)
	raw, _ := json.Marshal(content)
	if len(papers) == 0 || papers[0].Size == 0 {
		t.Fatal("no signed paper is kept with the record")
	}
	paper, err2 := privacy.OpenPaper(ctx, db, actor, all[0].ID, papers[0].ID, s.Now)
	if err2 != nil || paper.ID != papers[0].ID {
		t.Errorf("the signed paper does not open: %v", err2)
	}
	if _, err := privacy.OpenPaper(ctx, db, actor, all[0].ID+1, papers[0].ID, s.Now); !fault.Is(err, fault.NotFound) {
		t.Errorf("a paper opens under another record: %v", err)
	}
	for _, word := range words {
		if err != nil || !strings.Contains(string(raw), word) {
			t.Errorf("the record does not say %s: %s %v", word, raw, err)
		}
	}
	if n, err := privacy.DropRecords(ctx, db, actor, all[0].Until.In(time.UTC).Add(12*time.Hour)); n != 0 || err != nil {
		t.Errorf("dropped a day early: %d %v", n, err)
	}
	if n, err := privacy.DropRecords(ctx, db, actor, all[0].Until.AddDays(1).In(time.UTC).Add(12*time.Hour)); n != 1 || err != nil {
		t.Errorf("dropped %d, want the one that is due: %v", n, err)
	}
	if _, err := files.Find(ctx, db, papers[0].ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("the signed paper outlives its record: %v", err)
	}
}

// sendCV hands in a CV of the person and sends it to an employer they said yes to, after
// the desk asked them in their area.
func (s *walled) sendCV(t *testing.T, book *consents.Book, actor auth.Actor, root int64) {
	t.Helper()
	ctx, db, own := t.Context(), s.Pools.Web, auth.Actor{PersonID: root}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := people.AddEntry(ctx, db, actor, root, "education", map[string]string{"title": "Diploma segretissimo", "isced": "3"}, s.Now)
	must(err)
	var jobs int
	must(db.NewRaw("SELECT count(*) FROM preferences WHERE person_id = ?", root).Scan(ctx, &jobs))
	if jobs == 0 {
		t.Fatal("the furnished person looks for no job")
	}
	_, err = cvs.SaveMade(ctx, db, s.Web.Vault(), actor, root, cvs.Made{PDF: []byte("%PDF-1.4\nZuleika\n%%EOF\n"), Lang: "it", Warned: true}, s.Now)
	must(err)
	_, err = book.GiveOwn(ctx, db, own, consents.Form{Purpose: consents.Matching, Version: 1, Lang: "it"}, s.Now)
	must(err)
	q, _, err := consents.Ask(ctx, db, actor, root, "Officina Mutissima", "lavoro@mutissima.example", s.Now)
	must(err)
	must(book.AnswerOwn(ctx, db, own, q.ID, true, consents.Form{Version: 1, Lang: "it"}, s.Now))
	_, err = cvs.ShareWith(ctx, db, actor, root, "lavoro@mutissima.example", s.Now)
	must(err)
	if n := s.rowsSaying(t, "consents", "mutissima.example") + s.rowsSaying(t, "cv_shares", "Officina Mutissima"); n < 2 {
		t.Fatalf("the employer stands in %d rows, want two at least", n)
	}
}

// tie links to the person what the walk over the desk left with a name only.
func (s *walled) tie(t *testing.T, root int64) {
	t.Helper()
	for _, table := range []string{"appointments", "accesses", "import_rows"} {
		if _, err := s.Pools.Web.NewRaw("UPDATE "+table+" SET person_id = ? WHERE "+table+"::text ~ 'Zuleika|segretissimo'", root).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// strangers are rows that are about nobody's file: a form nobody accepted, a place in a
// waiting list, what meetings and closures are called, relatives who share
// an address, what an employer was written, and the words of all names, which lead to nobody.
var strangers = map[string]string{
	"incoming_referrals": "t.person_id IS NULL", "waiting_entries": "true", "meetings": "true", "closures": "true", "name_words": "true",
	"messages": "t.subject IN ('waiting_entry', 'cv_share')", "meeting_items": "t.case_id IS NULL",
	"person_contacts": "t.person_id IN (SELECT id FROM people WHERE given IN ('Zoe', 'Zelda', 'Zita'))", "person_versions": "t.person_id IN (SELECT id FROM people WHERE given IN ('Zoe', 'Zelda', 'Zita'))",
}

// counts are the rows of each table that go on counting.
func (s *walled) counts(t *testing.T) map[string]int {
	t.Helper()
	all := map[string]int{}
	for _, x := range privacy.Catalogue() {
		if x.Forget == nil {
			continue
		}
		var n int
		if err := s.Pools.Web.NewRaw("SELECT count(*) FROM "+x.Name).Scan(t.Context(), &n); err != nil {
			t.Fatal(err)
		}
		all[x.Name] = n
	}
	return all
}

// closePaths ends what is open of a person.
func (s *walled) closePaths(t *testing.T, root int64, now time.Time) {
	t.Helper()
	actor := auth.Actor{UserID: s.staffed.ids["la@demo.example"], Roles: []auth.Role{auth.Specialist, auth.Coordinator}}
	var ids []int64
	err := s.Pools.Web.NewRaw("SELECT c.id FROM cases AS c JOIN people AS p ON p.id = c.person_id WHERE c.closed_at IS NULL AND COALESCE(p.root_id, p.id) = ?", root).Scan(t.Context(), &ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if err := cases.Close(t.Context(), s.Pools.Web, actor, id, cases.Outcomes()[0], "segretissimo", now); err != nil {
			t.Fatal(err)
		}
	}
}

// rowsSaying counts the rows of a table that hold a word.
func (s *walled) rowsSaying(t *testing.T, table, word string) (n int) {
	t.Helper()
	if err := s.Pools.Web.NewRaw("SELECT count(*) FROM "+table+" AS t WHERE t::text ILIKE ?", "%"+word+"%").Scan(t.Context(), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// nowhere looks for words in every row of every table.
func (s *walled) nowhere(t *testing.T, words ...string) {
	t.Helper()
	var tables []string
	if err := s.Pools.Web.NewRaw("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1").Scan(t.Context(), &tables); err != nil {
		t.Fatal(err)
	}
	for _, name := range tables {
		for _, word := range words {
			var found []string
			err := s.Pools.Web.NewRaw("SELECT t::text FROM "+name+" AS t WHERE t::text ILIKE ? AND NOT ("+cmp.Or(strangers[name], "false")+") LIMIT 3", "%"+word+"%").Scan(t.Context(), &found)
			if err != nil {
				t.Fatal(err)
			}
			if len(found) > 0 {
				t.Errorf("%s still says %q: %s", name, word, strings.Join(found, "\n\t"))
			}
		}
	}
}
