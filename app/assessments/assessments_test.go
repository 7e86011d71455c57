package assessments

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/deliveries"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/services"
	"approdo/app/towntest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is a desk on Tuesday 24 November 2026 at six in the evening: anna at
// the reception, ada a specialist, ben a specialist elsewhere, and a case.
type town struct {
	*towntest.Town
	vault          *files.Vault
	signer         auth.Signer
	anna, ada, ben auth.Actor
	person, path   int64
}

var tuesday = towntest.Day("2026-11-24")

func build(t *testing.T, idb bun.IDB) *town {
	t.Helper()
	h := &town{Town: towntest.New(t, idb, "2026-11-24 18:00")}
	var err error
	secret := []byte("a secret of the tests, long enough for it")
	h.vault, err = files.NewVault(new(files.Memory), files.Options{Secret: secret})
	h.Must(err)
	h.signer = auth.NewSigner(secret)
	h.Must(services.LoadAreas(h.Ctx, idb))
	h.Must(services.LoadRepertoires(h.Ctx, idb, h.Now.AddDate(-2, 0, 0)))
	desk := h.Desk(desks.Information)
	h.anna, h.ada, h.ben = h.Actor("anna", auth.Reception, desk), h.Actor("ada", auth.Specialist, desk), h.Actor("ben", auth.Specialist, h.Desk(desks.Specialist))
	h.person = h.Person(h.anna, "Prova")
	h.path = h.Case(h.anna, h.person)
	return h
}

func (h *town) plan() Plan {
	return Plan{Goal: "Capire che cosa sa fare", Hours: 10, UserID: h.ada.UserID, BegunOn: tuesday.AddDays(-10)}
}

func (h *town) begun() int64 {
	h.Helper()
	id, err := Begin(h.Ctx, h.DB, h.ada, h.path, h.plan(), h.Now)
	h.Must(err)
	return id
}

// service is one delivered for so many hours on the day before, which misses its standard
// and counts all the same.
func (h *town) service(day desks.Date, hours int) int64 {
	h.Helper()
	e := deliveries.Entry{Key: h.Key(), Repertoire: "toscana", Code: "BdC",
		Sittings: []deliveries.Sitting{{Day: day, From: "08:00", To: fmt.Sprintf("%02d:00", 8+hours), Mode: services.Individual, UserID: h.ada.UserID}}}
	id, findings, err := deliveries.Record(h.Ctx, h.DB, h.ada, h.path, e, h.Now)
	h.Must(err)
	if id == 0 {
		e.Answer = deliveries.Answer{Seen: deliveries.Fingerprint(findings), Reason: "Il bilancio continua"}
		id, _, err = deliveries.Record(h.Ctx, h.DB, h.ada, h.path, e, h.Now)
		h.Must(err)
	}
	return id
}

func (h *town) find(id int64) *Assessment {
	h.Helper()
	a, err := Find(h.Ctx, h.DB, h.ada, id)
	h.Must(err)
	return a
}

func (h *town) finish(who auth.Actor, id int64, in End) error {
	return Finish(h.Ctx, h.DB, h.vault, who, id, in, h.Now)
}

func pdf(name string) Upload {
	return Upload{name, func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("%PDF-1.7\n" + name + "\n%%EOF")), nil
	}}
}

func TestBounds(t *testing.T) {
	h := build(t, testdb.Tx(t))
	b, err := BoundsOn(h.Ctx, h.DB, tuesday)
	h.Must(err)
	if b != (Bounds{480, 720}) {
		t.Errorf("the standards say %+v", b)
	}
	_, err = h.DB.NewRaw("UPDATE standard_versions SET rules = jsonb_set(rules, '{total}', '{\"min\": 300, \"max\": 600}') WHERE rules -> 'outputs' ? 'assessment'", bun.Safe("?")).Exec(h.Ctx)
	h.Must(err)
	if b, err = BoundsOn(h.Ctx, h.DB, tuesday); err != nil || b != (Bounds{300, 600}) {
		t.Errorf("after a new standard: %+v %v", b, err)
	}
	_, err = h.DB.NewRaw("UPDATE repertoires SET retired_at = ?", h.Now).Exec(h.Ctx)
	h.Must(err)
	if b, err = BoundsOn(h.Ctx, h.DB, tuesday); err != nil || b != (Bounds{LeastMinutes, MostMinutes}) {
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
	_, err := Begin(h.Ctx, h.DB, h.anna, h.path, h.plan(), h.Now)
	h.Wants(err, fault.Conflict, "assessments.error.open")
	first, second := h.service(tuesday.AddDays(-2), 4), h.service(tuesday.AddDays(-1), 3)
	linked, free, err := ServicesOf(h.Ctx, h.DB, h.ada, h.find(id))
	h.Must(err)
	if len(linked) != 0 || len(free) != 2 || free[0].ID != first {
		t.Fatalf("linked %d, free %d", len(linked), len(free))
	}
	h.Must(Link(h.Ctx, h.DB, h.ada, id, first, h.Now))
	h.Must(Link(h.Ctx, h.DB, h.ada, id, first, h.Now))
	h.Must(Link(h.Ctx, h.DB, h.anna, id, second, h.Now))
	if a := h.find(id); a.Done != 420 || a.Held() != 420 {
		t.Errorf("%d minutes, want 420", a.Done)
	}
	h.Must(Unlink(h.Ctx, h.DB, h.ada, id, second, h.Now))
	h.Must(Unlink(h.Ctx, h.DB, h.ada, id, second, h.Now))
	h.Must(deliveries.Withdraw(h.Ctx, h.DB, h.ada, first, "Per errore", h.Now))
	if a := h.find(id); a.Done != 0 {
		t.Errorf("a withdrawn service counts %d minutes", a.Done)
	}
	h.Wants(Link(h.Ctx, h.DB, h.ben, id, second, h.Now), fault.NotFound, "")
	h.Must(Link(h.Ctx, h.DB, h.ada, id, second, h.Now))
	h.Must(h.finish(h.ada, id, End{To: Dropped, Outcome: "Ha trovato lavoro"}))
	other := h.begun()
	h.Wants(Link(h.Ctx, h.DB, h.ada, other, second, h.Now), fault.Conflict, "assessments.error.linked")
	h.Wants(Link(h.Ctx, h.DB, h.ada, id, second, h.Now), fault.Conflict, "assessments.error.over")
}

func TestTransitions(t *testing.T) {
	states := []string{Begun, Completed, Dropped}
	for _, from := range states {
		for _, to := range states {
			t.Run(from+" "+to, func(t *testing.T) {
				h := build(t, testdb.Tx(t))
				id := h.begun()
				if from != Begun {
					h.Must(h.finish(h.ada, id, End{To: from, Outcome: "Fatto", Reason: "Basta così"}))
				}
				err := h.finish(h.ada, id, End{To: to, Outcome: "Altro", Reason: "Basta così"})
				switch {
				case from == to:
					h.Must(err)
					if from != Begun && h.find(id).Outcome != "Fatto" {
						t.Error("a second press changed what came out")
					}
				case slices.Contains(Moves(), Move{from, to}):
					h.Must(err)
				default:
					h.Wants(err, fault.Conflict, "assessments.error.over")
				}
			})
		}
	}
}

func TestWhatAnEndNeeds(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id := h.begun()
	h.Must(Link(h.Ctx, h.DB, h.ada, id, h.service(tuesday.AddDays(-2), 7), h.Now))
	h.Wants(h.finish(h.anna, id, End{To: Completed, Outcome: "Sa cucinare", Reason: "Basta così"}), fault.Conflict, "assessments.error.short")
	h.Wants(h.finish(h.ada, id, End{To: Completed, Outcome: "Sa cucinare"}), fault.Invalid, "assessments.error.required")
	h.Wants(h.finish(h.ada, id, End{To: Completed, Reason: "Basta così"}), fault.Invalid, "assessments.error.required")
	h.Wants(h.finish(h.ben, id, End{To: Completed, Outcome: "Sa cucinare", Reason: "Basta così"}), fault.NotFound, "")
	h.Must(Link(h.Ctx, h.DB, h.ada, id, h.service(tuesday.AddDays(-1), 1), h.Now))
	bad := Upload{"nota.pdf", func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("<html>")), nil }}
	h.Wants(h.finish(h.anna, id, End{To: Completed, Outcome: "Sa cucinare", Files: []Upload{bad}}), fault.Invalid, "assessments.error.file_type")
	h.Must(h.finish(h.anna, id, End{To: Completed, Outcome: "Sa cucinare", Reason: "Non serve", Files: []Upload{pdf("bilancio.pdf")}}))
	a := h.find(id)
	if a.Minutes != 480 || a.OverrideReason != "" || a.State != Completed {
		t.Errorf("completed %+v", a)
	}
	list, err := FilesOf(h.Ctx, h.DB, h.anna, id)
	h.Must(err)
	if len(list) != 1 || list[0].Name != "bilancio.pdf" {
		t.Fatalf("files %+v", list)
	}
	_, err = TakeFile(h.Ctx, h.DB, h.anna, id, list[0].ID, h.Now)
	h.Must(err)
	_, err = TakeFile(h.Ctx, h.DB, h.ben, id, list[0].ID, h.Now)
	h.Wants(err, fault.NotFound, "")
}

func TestTwoCompleteAtOnce(t *testing.T) {
	pools := testdb.Pools(t)
	h := build(t, pools.Web)
	id := h.begun()
	h.Must(Link(h.Ctx, h.DB, h.ada, id, h.service(tuesday.AddDays(-2), 8), h.Now))
	errs := make([]error, 6)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			errs[i] = Finish(h.Ctx, pools.Web, h.vault, h.ada, id, End{To: Completed, Outcome: fmt.Sprint("Scritto da ", i)}, h.Now)
		})
	}
	wg.Wait()
	h.Must(errors.Join(errs...))
	var noted int
	h.Must(pools.Web.NewRaw("SELECT count(*) FROM audit_entries WHERE action = 'assessments.completed'").Scan(h.Ctx, &noted))
	if noted != 1 {
		t.Errorf("completed %d times", noted)
	}
	begun := make([]error, 4)
	for i := range begun {
		wg.Go(func() { _, begun[i] = Begin(h.Ctx, pools.Web, h.ada, h.path, h.plan(), h.Now) })
	}
	wg.Wait()
	won := 0
	for _, err := range begun {
		if err == nil {
			won++
		} else {
			h.Wants(err, fault.Conflict, "assessments.error.open")
		}
	}
	if won != 1 {
		t.Errorf("%d are under way", won)
	}
}
