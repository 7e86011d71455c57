package office_test

import (
	"testing"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/db"
	about "approdo/app/personal"
	"approdo/app/privacy"
)

// TestEverythingGoesWhenItsTimeIsOver sweeps the furnished desk thirty years later: no
// rule of any table is in the way, nothing is due any more, nothing of an open path is
// touched and no figure changes.
func TestEverythingGoesWhenItsTimeIsOver(t *testing.T) {
	s := newWalled(t)
	ctx, pool := t.Context(), s.Pools.Web
	var root int64
	if err := pool.NewRaw("SELECT id FROM people WHERE given = 'Zuleika' AND root_id IS NULL").Scan(ctx, &root); err != nil {
		t.Fatal(err)
	}
	s.tie(t, root)
	s.closePaths(t, root, s.Now)
	s.sendCV(t, consents.NewBook(cvs.Follow), auth.Actor{UserID: s.staffed.ids["la@demo.example"], Roles: []auth.Role{auth.Coordinator}}, root)
	actor := auth.Actor{UserID: s.staffed.ids["la@demo.example"], Roles: []auth.Role{auth.Specialist, auth.Coordinator}}
	var desk int64
	if err := pool.NewRaw("SELECT min(desk_id) FROM person_desks WHERE person_id = ?", root).Scan(ctx, &desk); err != nil {
		t.Fatal(err)
	}
	later := s.Now.AddDate(30, 0, 0)
	open, err := cases.TakeInCharge(ctx, pool, actor, cases.Intake{PersonID: root, DeskID: desk, NoticeVersion: cases.NoticeVersion, NoticeLang: "it", Need: "lavora di nuovo"}, s.Now)
	if err != nil {
		t.Fatal(err)
	}
	// What is special is needed as long as a path is open.
	special := func() (n int) {
		if err := pool.NewRaw("SELECT count(*) FROM person_special").Scan(ctx, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	s.erase(t)
	before, noted := s.counts(t), special()
	if noted == 0 {
		t.Fatal("nothing special is noted: the test is blind")
	}
	gone, err := privacy.Sweep(ctx, pool, auth.Program("test"), later)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []about.Purpose{about.Visits, about.Register, about.Path, about.Sharing, about.Consent} {
		if gone[p] == 0 {
			t.Errorf("nothing of %s went", p)
		}
	}
	for name, n := range s.counts(t) {
		if n != before[name] {
			t.Errorf("%s has %d rows that count, had %d", name, n, before[name])
		}
	}
	if n := s.rowsSaying(t, "cv_shares", "mutissima"); n != 0 {
		t.Errorf("%d rows still say to whom the CV went", n)
	}
	due, err := privacy.Due(ctx, pool, later)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range due {
		if d.Rows != 0 && d.Purpose != about.File {
			t.Errorf("%d rows of %s are still due", d.Rows, d.Purpose)
		}
	}
	var need string
	if err := pool.NewRaw("SELECT need FROM cases WHERE id = ?", open).Scan(ctx, &need); err != nil || need != "lavora di nuovo" {
		t.Errorf("the open path says %q: %v", need, err)
	}
	if special() != noted {
		t.Error("the sweep took what an open path needs")
	}
	if err := cases.Close(ctx, pool, actor, open, cases.Outcomes()[0], "", s.Now.AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := privacy.Sweep(ctx, pool, auth.Program("test"), later); err != nil || special() != 0 {
		t.Errorf("special data outlive the paths: %d %v", special(), err)
	}
	s.unsaid(t, "segretissimo")
}

// erase does to a form of a body nobody accepted what its own job does after its days.
func (s *walled) erase(t *testing.T) {
	t.Helper()
	err := db.One(s.Pools.Web.NewRaw(`UPDATE incoming_referrals SET state = 'withdrawn', due_at = NULL, late = false, escalated = false, given = '', surname = '', born_on = NULL,
		fiscal_code = '', phone = '', email = '', reason = '', known = '', task = '', responsible = '', responsible_phone = '', responsible_email = '', mediator = '', erased_at = ?
		WHERE id = (SELECT min(id) FROM incoming_referrals WHERE person_id IS NULL)`, s.Now).Exec(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
}

// unsaid looks for a word in every table of a purpose that goes by itself.
func (s *walled) unsaid(t *testing.T, word string) {
	t.Helper()
	for _, x := range privacy.Catalogue() {
		if x.Purpose == about.File || x.Ended == "" {
			continue
		}
		var found []string
		err := s.Pools.Web.NewRaw("SELECT t::text FROM "+x.Name+" AS t WHERE t::text ILIKE ? AND ("+x.Ended+") < now() + interval '1 year'", "%"+word+"%").Scan(t.Context(), &found)
		if err != nil || len(found) > 0 {
			t.Errorf("%s still says %s: %v %v", x.Name, word, found, err)
		}
	}
}
