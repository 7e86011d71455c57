package desks_test

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// Sunday 22 November 2026: the demo's rules begin on Monday the 16th.
var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func demo(t *testing.T) (context.Context, bun.Tx, *desks.Demo) {
	t.Helper()
	ctx, tx := context.Background(), testdb.Tx(t)
	if err := services.LoadAreas(ctx, tx); err != nil {
		t.Fatal(err)
	}
	d, err := desks.SeedDemo(ctx, tx, now)
	if err != nil {
		t.Fatal(err)
	}
	return ctx, tx, d
}

func find(t *testing.T, ctx context.Context, idb bun.IDB, slug string) *desks.Desk {
	t.Helper()
	d, err := desks.FindBySlug(ctx, idb, slug)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSeedDemoTwiceIsQuiet(t *testing.T) {
	ctx, tx, first := demo(t)
	again, err := desks.SeedDemo(ctx, tx, now.AddDate(0, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Desks) != 5 || len(again.Desks) != 5 || len(again.Operators) != 6 || again.Desks[0].ID != first.Desks[0].ID {
		t.Errorf("%d then %d desks, %d operators", len(first.Desks), len(again.Desks), len(again.Operators))
	}
}

func TestSeedDemoNeedsTheAreas(t *testing.T) {
	ctx, tx := context.Background(), testdb.Tx(t)
	if _, err := desks.SeedDemo(ctx, tx, now); err == nil {
		t.Error("seeded without areas")
	}
	if there, _ := tx.NewSelect().Table("sites").Exists(ctx); there {
		t.Error("half of the demo stayed")
	}
}

// The Carta dei Servizi promises two days a week for 52 weeks.
func TestOrientationDeskIsOpenTwoDaysAWeekFor52Weeks(t *testing.T) {
	ctx, tx, _ := demo(t)
	d := find(t, ctx, tx, "orientation-desk")
	hours, err := desks.Hours(ctx, tx, d, desks.DateOf(now).AddDays(-30), desks.DateOf(now).AddDays(500))
	if err != nil {
		t.Fatal(err)
	}
	closed := 0
	for day := (desks.Date{Year: 2026, Month: 11, Day: 16}); day.Before(desks.Date{Year: 2027, Month: 11, Day: 15}); day = day.AddDays(1) {
		if w := day.Weekday(); (w == time.Tuesday || w == time.Thursday) && d.Site.Closed(day) {
			closed++
		}
	}
	if len(hours) != 104-closed || closed == 0 {
		t.Errorf("%d open days, want 104 less %d holidays", len(hours), closed)
	}
	if got := hours[0].Spans[0].Start.Format("Mon 2006-01-02 15:04"); got != "Tue 2026-11-17 09:30" {
		t.Errorf("first opening %s", got)
	}
}

func TestTorreCivicaIsOpenMondayAndTuesdayFrom10To12(t *testing.T) {
	ctx, tx, _ := demo(t)
	for _, slug := range []string{"torre-civica-informativo", "torre-civica-specialistico"} {
		d := find(t, ctx, tx, slug)
		week, err := desks.WeeklyHours(ctx, tx, d, desks.DateOf(now))
		want := []desks.WeekdayHours{{time.Monday, desks.At(10, 0), desks.At(12, 0)}, {time.Tuesday, desks.At(10, 0), desks.At(12, 0)}}
		if err != nil || !slices.Equal(week, want) {
			t.Errorf("%s: %v, %v", slug, week, err)
		}
		if floor, _ := d.Site.Floor.In("it"); d.Site.Name != "Torre Civica" || floor != "Piano terra" || d.Site.MapURL() != "" {
			t.Errorf("%s: %+v", slug, d.Site)
		}
	}
}

func TestListByAreaAndKind(t *testing.T) {
	ctx, tx, _ := demo(t)
	area, err := services.FindBySlug(ctx, tx, "monitoraggio")
	if err != nil {
		t.Fatal(err)
	}
	list, err := desks.List(ctx, tx, desks.Filter{AreaID: area.ID})
	if err != nil || len(list) != 2 || list[0].Slug != "orientation-desk" || list[0].Site == nil {
		t.Errorf("by area: %v, %v", list, err)
	}
	list, err = desks.List(ctx, tx, desks.Filter{AreaID: area.ID, Kind: desks.Specialist})
	if err != nil || len(list) != 1 || list[0].Slug != "torre-civica-specialistico" {
		t.Errorf("by area and kind: %v, %v", list, err)
	}
	ids, err := desks.AreaIDs(ctx, tx, list[0].ID)
	if err != nil || len(ids) != 3 || !slices.Contains(ids, area.ID) {
		t.Errorf("areas: %v, %v", ids, err)
	}
	at, err := services.ListAt(ctx, tx, list[0].ID)
	if err != nil || len(at) != 3 || at[0].Code != "3" {
		t.Errorf("areas at the desk: %v, %v", at, err)
	}
}

func TestScopeOfDesks(t *testing.T) {
	ctx, tx, d := demo(t)
	own, other := d.Desks[0].ID, d.Desks[1].ID
	actor := auth.Actor{UserID: 1, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{own}}
	if list, err := desks.ListFor(ctx, tx, actor); err != nil || len(list) != 1 || list[0].ID != own {
		t.Errorf("list: %v, %v", list, err)
	}
	if _, err := desks.FindFor(ctx, tx, actor, own); err != nil {
		t.Error(err)
	}
	if _, err := desks.FindFor(ctx, tx, actor, other); !fault.Is(err, fault.NotFound) {
		t.Errorf("another desk: %v", err)
	}
	if list, err := desks.ListFor(ctx, tx, auth.Actor{UserID: 2, Roles: []auth.Role{auth.Reception}}); err != nil || len(list) != 0 {
		t.Errorf("an account without desks sees %v, %v", list, err)
	}
	if list, err := desks.ListFor(ctx, tx, auth.Actor{UserID: 3, Roles: []auth.Role{auth.Coordinator}}); err != nil || len(list) != 5 {
		t.Errorf("a coordinator sees %d, %v", len(list), err)
	}
}

func TestLinkOperator(t *testing.T) {
	ctx, tx, d := demo(t)
	if err := desks.LinkOperator(ctx, tx, 99999, 1); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown operator: %v", err)
	}
	ops, err := desks.Operators(ctx, tx, d.Desks[0].ID)
	if err != nil || len(ops) != 2 || ops[0].Name != "Operatore Demo Bruno" || !slices.Equal(ops[0].Languages, []string{"it", "es", "ar"}) {
		t.Errorf("operators: %v, %v", ops, err)
	}
}

func TestClosuresAndConstraints(t *testing.T) {
	ctx, tx, d := demo(t)
	desk := &d.Desks[0]
	tuesday := desks.Date{Year: 2026, Month: 11, Day: 24}
	_, err := tx.NewInsert().Model(&desks.Closure{DeskID: &desk.ID, First: tuesday, Last: tuesday, Reason: "Sciopero"}).Exec(ctx)
	if err != nil {
		t.Fatal(err)
	}
	hours, err := desks.Hours(ctx, tx, desk, tuesday, tuesday.AddDays(2))
	if err != nil || len(hours) != 1 || hours[0].Day != tuesday.AddDays(2) {
		t.Errorf("hours %v, %v", hours, err)
	}
	for name, row := range map[string]any{
		"closures_scope":         &desks.Closure{DeskID: &desk.ID, OperatorID: &d.Operators[0].ID, First: tuesday, Last: tuesday},
		"closures_days":          &desks.Closure{First: tuesday, Last: tuesday.AddDays(-1)},
		"opening_rules_hours":    &desks.Rule{DeskID: desk.ID, OperatorID: d.Operators[0].ID, RRule: "FREQ=DAILY", From: 600, To: 600, ValidFrom: tuesday},
		"opening_rules_validity": &desks.Rule{DeskID: desk.ID, OperatorID: d.Operators[0].ID, RRule: "FREQ=DAILY", From: 600, To: 660, ValidFrom: tuesday, ValidTo: tuesday.AddDays(-1)},
		"opening_rules_operator": &desks.Rule{DeskID: desk.ID, OperatorID: d.Operators[4].ID, RRule: "FREQ=DAILY", From: 600, To: 660, ValidFrom: tuesday},
		"desks_slug":             &desks.Desk{SiteID: desk.SiteID, Kind: desks.Information, Slug: desk.Slug, Name: desk.Name, Zone: "Europe/Rome"},
		"sites_patron":           &desks.Site{Slug: "x", Name: "x", Body: "x", City: "x", PatronMonth: 13, PatronDay: 1},
	} {
		err := db.InTx(ctx, tx, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewInsert().Model(row).Exec(ctx)
			return err
		})
		if db.ConstraintOf(err) != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchedulesOfSeveralDesksAreThoseOfEach(t *testing.T) {
	ctx, tx, d := demo(t)
	first, last := desks.Date{Year: 2026, Month: 11, Day: 23}, desks.Date{Year: 2026, Month: 12, Day: 31}
	one, other := d.Desks[0].ID, d.Operators[0].ID
	for _, c := range []desks.Closure{
		{First: first, Last: first, To: desks.At(24, 0), Reason: "tutti"},
		{DeskID: &one, First: last, Last: last, To: desks.At(24, 0), Reason: "uno"},
		{OperatorID: &other, First: first, Last: last, From: desks.At(9, 0), To: desks.At(10, 0)},
	} {
		if _, err := tx.NewInsert().Model(&c).Exec(ctx); err != nil {
			t.Fatal(err)
		}
	}
	e := desks.Exception{DeskID: one, OperatorID: other, Day: last.AddDays(-2), Kind: desks.Extra, From: desks.At(14, 0), To: desks.At(16, 0)}
	if _, err := tx.NewInsert().Model(&e).Exec(ctx); err != nil {
		t.Fatal(err)
	}
	var list []*desks.Desk
	for i := range d.Desks {
		list = append(list, &d.Desks[i])
	}
	all, err := desks.LoadSchedules(ctx, tx, list, first, last)
	if err != nil || len(all) != len(list) {
		t.Fatalf("%d schedules, %v", len(all), err)
	}
	for i, s := range all {
		alone, err := desks.LoadSchedule(ctx, tx, list[i], first, last)
		if err != nil || !reflect.DeepEqual(s, alone) || len(s.Rules) == 0 {
			t.Errorf("%s: %+v and alone %+v, %v", list[i].Slug, s, alone, err)
		}
	}
	if n := []int{len(all[0].Closures), len(all[0].Exceptions), len(all[1].Closures), len(all[1].Exceptions)}; !slices.Equal(n, []int{3, 1, 2, 0}) {
		t.Errorf("closures and exceptions of two desks: %v", n)
	}
}
