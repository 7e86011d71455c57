package assessments

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/deliveries"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/people"
	"approdo/app/services"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the demo's first desk on Tuesday 24 November 2026 at six in the evening: anna at
// the reception, ada a specialist, ben a specialist elsewhere, and a case.
type town struct {
	t              *testing.T
	ctx            context.Context
	db             bun.IDB
	now            time.Time
	vault          *files.Vault
	signer         auth.Signer
	anna, ada, ben auth.Actor
	person, path   int64
	keys           int
}

var tuesday = desks.Date{Year: 2026, Month: time.November, Day: 24}

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{t: t, ctx: context.Background(), db: idb, now: time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)}
	var err error
	secret := []byte("a secret of the tests, long enough for it")
	h.vault, err = files.NewVault(new(files.Memory), files.Options{Secret: secret})
	h.must(err)
	h.signer = auth.NewSigner(secret)
	h.must(services.LoadAreas(h.ctx, idb))
	h.must(services.LoadRepertoires(h.ctx, idb, h.now.AddDate(-2, 0, 0)))
	demo, err := desks.SeedDemo(h.ctx, idb, h.now)
	h.must(err)
	user := func(name string, role auth.Role, desk int) auth.DemoUser {
		return auth.DemoUser{Email: name + "@demo.example", Name: name + " Prova", Lang: "it", Roles: []auth.Role{role}, DeskIDs: []int64{demo.Desks[desk].ID}}
	}
	users := []auth.DemoUser{user("anna", auth.Reception, 0), user("ada", auth.Specialist, 0), user("ben", auth.Specialist, 1)}
	ids, err := auth.SeedDemo(h.ctx, idb, users, "una frase molto lunga", h.now)
	h.must(err)
	for i, into := range []*auth.Actor{&h.anna, &h.ada, &h.ben} {
		*into = auth.Actor{UserID: ids[users[i].Email], Roles: users[i].Roles, DeskIDs: users[i].DeskIDs}
	}
	h.person, err = people.Open(h.ctx, h.db, h.anna, demo.Desks[0].ID, people.Form{Identity: people.Identity{Given: "Prova", Lang: "ar"}}, h.now)
	h.must(err)
	h.path, err = cases.TakeInCharge(h.ctx, h.db, h.anna, cases.Intake{PersonID: h.person, DeskID: demo.Desks[0].ID, NoticeVersion: "2026-11", NoticeLang: "ar"}, h.now)
	h.must(err)
	return h
}

func (h *town) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *town) wants(err error, kind fault.Kind, key string) {
	h.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || key != "" && f.Key != key && (len(f.Fields) == 0 || f.Fields[0].Key != key) {
		h.t.Fatalf("got %v, want kind %d %s", err, kind, key)
	}
}

func (h *town) plan() Plan {
	return Plan{Goal: "Capire che cosa sa fare", Hours: 10, UserID: h.ada.UserID, BegunOn: tuesday.AddDays(-10)}
}

func (h *town) begun() int64 {
	h.t.Helper()
	id, err := Begin(h.ctx, h.db, h.ada, h.path, h.plan(), h.now)
	h.must(err)
	return id
}

// service is one delivered for so many hours on the day before, which misses its standard
// and counts all the same.
func (h *town) service(day desks.Date, hours int) int64 {
	h.t.Helper()
	h.keys++
	e := deliveries.Entry{Key: fmt.Sprintf("a-key-of-the-test-%d", h.keys), Repertoire: "toscana", Code: "BdC",
		Sittings: []deliveries.Sitting{{Day: day, From: "08:00", To: fmt.Sprintf("%02d:00", 8+hours), Mode: services.Individual, UserID: h.ada.UserID}}}
	id, findings, err := deliveries.Record(h.ctx, h.db, h.ada, h.path, e, h.now)
	h.must(err)
	if id == 0 {
		e.Answer = deliveries.Answer{Seen: deliveries.Fingerprint(findings), Reason: "Il bilancio continua"}
		id, _, err = deliveries.Record(h.ctx, h.db, h.ada, h.path, e, h.now)
		h.must(err)
	}
	return id
}

func (h *town) find(id int64) *Assessment {
	h.t.Helper()
	a, err := Find(h.ctx, h.db, h.ada, id)
	h.must(err)
	return a
}

func (h *town) finish(who auth.Actor, id int64, in End) error {
	return Finish(h.ctx, h.db, h.vault, who, id, in, h.now)
}

func pdf(name string) Upload {
	return Upload{name, func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("%PDF-1.7\n" + name + "\n%%EOF")), nil
	}}
}

func TestBounds(t *testing.T) {
	h := build(t, testdb.Tx(t))
	b, err := BoundsOn(h.ctx, h.db, tuesday)
	h.must(err)
	if b != (Bounds{480, 720}) {
		t.Errorf("the standards say %+v", b)
	}
	_, err = h.db.NewRaw("UPDATE standard_versions SET rules = jsonb_set(rules, '{total}', '{\"min\": 300, \"max\": 600}') WHERE rules -> 'outputs' ? 'assessment'", bun.Safe("?")).Exec(h.ctx)
	h.must(err)
	if b, err = BoundsOn(h.ctx, h.db, tuesday); err != nil || b != (Bounds{300, 600}) {
		t.Errorf("after a new standard: %+v %v", b, err)
	}
	_, err = h.db.NewRaw("UPDATE repertoires SET retired_at = ?", h.now).Exec(h.ctx)
	h.must(err)
	if b, err = BoundsOn(h.ctx, h.db, tuesday); err != nil || b != (Bounds{LeastMinutes, MostMinutes}) {
		t.Errorf("without a standard: %+v %v", b, err)
	}
	for minutes, want := range map[int][2]bool{479: {true, false}, 480: {false, false}, 720: {false, false}, 721: {false, true}} {
		b := Bounds{480, 720}
		if b.Short(minutes) != want[0] || b.Long(minutes) != want[1] {
			t.Errorf("%d minutes: short %v, long %v", minutes, b.Short(minutes), b.Long(minutes))
		}
	}
}

func TestServicesAddUp(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun()
	_, err := Begin(h.ctx, h.db, h.anna, h.path, h.plan(), h.now)
	h.wants(err, fault.Conflict, "assessments.error.open")
	first, second := h.service(tuesday.AddDays(-2), 4), h.service(tuesday.AddDays(-1), 3)
	linked, free, err := ServicesOf(h.ctx, h.db, h.ada, h.find(id))
	h.must(err)
	if len(linked) != 0 || len(free) != 2 || free[0].ID != first {
		t.Fatalf("linked %d, free %d", len(linked), len(free))
	}
	h.must(Link(h.ctx, h.db, h.ada, id, first, h.now))
	h.must(Link(h.ctx, h.db, h.ada, id, first, h.now))
	h.must(Link(h.ctx, h.db, h.anna, id, second, h.now))
	if a := h.find(id); a.Done != 420 || a.Held() != 420 {
		t.Errorf("%d minutes, want 420", a.Done)
	}
	h.must(Unlink(h.ctx, h.db, h.ada, id, second, h.now))
	h.must(Unlink(h.ctx, h.db, h.ada, id, second, h.now))
	h.must(deliveries.Withdraw(h.ctx, h.db, h.ada, first, "Per errore", h.now))
	if a := h.find(id); a.Done != 0 {
		t.Errorf("a withdrawn service counts %d minutes", a.Done)
	}
	h.wants(Link(h.ctx, h.db, h.ben, id, second, h.now), fault.NotFound, "")
	h.must(Link(h.ctx, h.db, h.ada, id, second, h.now))
	h.must(h.finish(h.ada, id, End{To: Dropped, Outcome: "Ha trovato lavoro"}))
	other := h.begun()
	h.wants(Link(h.ctx, h.db, h.ada, other, second, h.now), fault.Conflict, "assessments.error.linked")
	h.wants(Link(h.ctx, h.db, h.ada, id, second, h.now), fault.Conflict, "assessments.error.over")
}

func TestTransitions(t *testing.T) {
	states := []string{Begun, Completed, Dropped}
	for _, from := range states {
		for _, to := range states {
			t.Run(from+" "+to, func(t *testing.T) {
				h := build(t, testdb.Tx(t))
				id := h.begun()
				if from != Begun {
					h.must(h.finish(h.ada, id, End{To: from, Outcome: "Fatto", Reason: "Basta così"}))
				}
				err := h.finish(h.ada, id, End{To: to, Outcome: "Altro", Reason: "Basta così"})
				switch {
				case from == to:
					h.must(err)
					if from != Begun && h.find(id).Outcome != "Fatto" {
						t.Error("a second press changed what came out")
					}
				case slices.Contains(Moves(), Move{from, to}):
					h.must(err)
				default:
					h.wants(err, fault.Conflict, "assessments.error.over")
				}
			})
		}
	}
}

func TestWhatAnEndNeeds(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun()
	h.must(Link(h.ctx, h.db, h.ada, id, h.service(tuesday.AddDays(-2), 7), h.now))
	h.wants(h.finish(h.anna, id, End{To: Completed, Outcome: "Sa cucinare", Reason: "Basta così"}), fault.Conflict, "assessments.error.short")
	h.wants(h.finish(h.ada, id, End{To: Completed, Outcome: "Sa cucinare"}), fault.Invalid, "assessments.error.required")
	h.wants(h.finish(h.ada, id, End{To: Completed, Reason: "Basta così"}), fault.Invalid, "assessments.error.required")
	h.wants(h.finish(h.ben, id, End{To: Completed, Outcome: "Sa cucinare", Reason: "Basta così"}), fault.NotFound, "")
	h.must(Link(h.ctx, h.db, h.ada, id, h.service(tuesday.AddDays(-1), 1), h.now))
	bad := Upload{"nota.pdf", func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("<html>")), nil }}
	h.wants(h.finish(h.anna, id, End{To: Completed, Outcome: "Sa cucinare", Files: []Upload{bad}}), fault.Invalid, "assessments.error.file_type")
	h.must(h.finish(h.anna, id, End{To: Completed, Outcome: "Sa cucinare", Reason: "Non serve", Files: []Upload{pdf("bilancio.pdf")}}))
	a := h.find(id)
	if a.Minutes != 480 || a.OverrideReason != "" || a.State != Completed {
		t.Errorf("completed %+v", a)
	}
	list, err := FilesOf(h.ctx, h.db, h.anna, id)
	h.must(err)
	if len(list) != 1 || list[0].Name != "bilancio.pdf" {
		t.Fatalf("files %+v", list)
	}
	_, err = TakeFile(h.ctx, h.db, h.anna, id, list[0].ID, h.now)
	h.must(err)
	_, err = TakeFile(h.ctx, h.db, h.ben, id, list[0].ID, h.now)
	h.wants(err, fault.NotFound, "")
}

func TestTwoCompleteAtOnce(t *testing.T) {
	pools := testdb.Pools(t)
	h := build(t, pools.Web)
	id := h.begun()
	h.must(Link(h.ctx, h.db, h.ada, id, h.service(tuesday.AddDays(-2), 8), h.now))
	errs := make([]error, 6)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			errs[i] = Finish(h.ctx, pools.Web, h.vault, h.ada, id, End{To: Completed, Outcome: fmt.Sprint("Scritto da ", i)}, h.now)
		})
	}
	wg.Wait()
	h.must(errors.Join(errs...))
	var noted int
	h.must(pools.Web.NewRaw("SELECT count(*) FROM audit_entries WHERE action = 'assessments.completed'").Scan(h.ctx, &noted))
	if noted != 1 {
		t.Errorf("completed %d times", noted)
	}
	begun := make([]error, 4)
	for i := range begun {
		wg.Go(func() { _, begun[i] = Begin(h.ctx, pools.Web, h.ada, h.path, h.plan(), h.now) })
	}
	wg.Wait()
	won := 0
	for _, err := range begun {
		if err == nil {
			won++
		} else {
			h.wants(err, fault.Conflict, "assessments.error.open")
		}
	}
	if won != 1 {
		t.Errorf("%d are under way", won)
	}
}
