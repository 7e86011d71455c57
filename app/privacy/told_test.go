package privacy

import (
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/cvs"
	"approdo/app/db/testdb"
	"approdo/app/files"
	"approdo/app/people"
	"approdo/app/personal"
	"approdo/app/services"
)

// TestNoCVGoesUntold: however long ago it ended and however short it is kept, a CV goes
// thirty days after its person was told, not before.
func TestNoCVGoesUntold(t *testing.T) {
	pool := testdb.New(t)
	h := build(t, pool)
	vault, err := files.NewVault(new(files.Memory), files.Options{Secret: []byte("a secret of thirty-two letters ok")})
	h.must(err)
	ada := h.person("Ada")
	_, err = cvs.SaveMade(h.ctx, pool, vault, h.anna, ada, cvs.Made{PDF: []byte("%PDF-1.4\nAda\n%%EOF\n"), Lang: "it"}, h.now)
	h.must(err)
	h.must(SetMonths(h.ctx, pool, h.anna, map[personal.Purpose]int{personal.CV: 1}, h.now))
	left := func(now time.Time) (n int) {
		due, err := DueOf(h.ctx, pool, Setting{Purpose: personal.CV, Months: 1}, now)
		h.must(err)
		gone, err := Sweep(h.ctx, pool, auth.Program("retention"), now)
		h.must(err)
		if int64(due.Rows) != gone[personal.CV] {
			t.Errorf("%d rows are said to be due, %d went", due.Rows, gone[personal.CV])
		}
		h.must(pool.NewRaw("SELECT count(*) FROM cvs").Scan(h.ctx, &n))
		return n
	}
	late := h.now.AddDate(3, 0, 0)
	if left(late) != 1 {
		t.Fatal("a CV went though nobody was told")
	}
	h.must(h.in.Handlers(false)[AnnounceKind](h.ctx, pool, nil, late))
	if left(late.AddDate(0, 0, cvs.NoticeDays-1)) != 1 {
		t.Error("a CV went a day early")
	}
	if left(late.AddDate(0, 0, cvs.NoticeDays)) != 0 {
		t.Error("a CV stays after its day")
	}
}

// TestWhyAFileWasOpened: the person reads what the reader's desk had to do with them then.
func TestWhyAFileWasOpened(t *testing.T) {
	h := build(t, testdb.Tx(t))
	ada, bea := h.person("Ada"), h.person("Bea")
	id, err := cases.TakeInCharge(h.ctx, h.db, h.anna, cases.Intake{PersonID: ada, DeskID: h.desk, NoticeVersion: cases.NoticeVersion, NoticeLang: "it", Need: "parola"}, h.now.Add(2*time.Hour))
	h.must(err)
	h.must(cases.Close(h.ctx, h.db, h.anna, id, cases.Outcomes()[0], "parola", h.now.AddDate(0, 1, 0)))
	h.cameBy(bea, h.now.AddDate(0, 0, 1))
	elsewhere := auth.Actor{UserID: h.account("carlo@demo.example", h.another()), Roles: []auth.Role{auth.Specialist}}
	for _, x := range []struct {
		who   auth.Actor
		whose int64
		at    time.Time
		want  string
	}{
		{h.anna, ada, h.now, ""}, {h.anna, ada, h.now.AddDate(0, 0, 3), DuringCase}, {elsewhere, ada, h.now.AddDate(0, 0, 4), ""},
		{h.anna, ada, h.now.AddDate(0, 2, 0), ""}, {h.anna, bea, h.now.AddDate(0, 0, 3), ""},
		{h.anna, bea, h.now.AddDate(0, 0, 1).Add(3 * time.Hour), DuringVisit}, {elsewhere, bea, h.now.AddDate(0, 0, 1).Add(4 * time.Hour), ""},
	} {
		h.must(people.NoteRead(h.ctx, h.db, x.who, x.whose, people.PartFile, x.at))
		all, _, err := OwnLooks(h.ctx, h.db, auth.Actor{PersonID: x.whose}, 0)
		h.must(err)
		if all[0].During != x.want {
			t.Errorf("read by %d on %s: %q, want %q", x.who.UserID, x.at, all[0].During, x.want)
		}
	}
}

// cameBy writes into the access register that somebody was in touch with the desk.
func (h *house) cameBy(person int64, at time.Time) {
	h.t.Helper()
	h.must(services.LoadAreas(h.ctx, h.db))
	_, err := h.db.NewRaw(`WITH o AS (INSERT INTO operators (name) VALUES ('Operatrice Prova') RETURNING id)
		INSERT INTO accesses (entry_key, desk_id, operator_id, area_id, day, at, lang, channel, booked, outcome, minutes, source, written_at, written_by, person_id)
		SELECT 'una-chiave-di-prova', ?, o.id, (SELECT min(id) FROM areas), ?::date, ?, 'it', 'phone', false, 'solved', 5, 'hand', ?, 'user:1', ? FROM o`, h.desk, at, at, at, person).Exec(h.ctx)
	h.must(err)
}

// another is one more desk.
func (h *house) another() (id int64) {
	h.t.Helper()
	h.must(h.db.NewRaw(`INSERT INTO desks (site_id, kind, slug, name) SELECT site_id, 'information', 'e', '{"it":"E"}' FROM desks RETURNING id`).Scan(h.ctx, &id))
	return id
}

// account is a specialist of a desk.
func (h *house) account(email string, desk int64) int64 {
	h.t.Helper()
	ids, err := auth.SeedDemo(h.ctx, h.db, []auth.DemoUser{{Email: email, Name: email, Lang: "it", Roles: []auth.Role{auth.Specialist}, DeskIDs: []int64{desk}}}, "una frase molto lunga", h.now)
	h.must(err)
	return ids[email]
}
