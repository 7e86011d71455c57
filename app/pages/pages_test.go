package pages

import (
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/i18n"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var noon = time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)

func TestInstitutionIsOneRow(t *testing.T) {
	tx := testdb.Tx(t)
	ctx := t.Context()
	x, err := Find(ctx, tx)
	if err != nil || x.Name == "" || x.Email != "" {
		t.Fatalf("before anything was entered: %+v %v", x, err)
	}
	if err := SeedDemo(ctx, tx, noon); err != nil {
		t.Fatal(err)
	}
	x, err = Find(ctx, tx)
	if err != nil || x.ParentName != "Comune di Monopoli" || len(x.Programmes) != 1 || x.Tagline["ar"] == "" {
		t.Fatalf("after the seed: %+v %v", x, err)
	}
	x.Name, x.Brand = " Sportello Uno ", "#0B5566"
	if err := Save(ctx, tx, auth.Actor{UserID: 3}, *x, noon); err != nil {
		t.Fatal(err)
	}
	if err := SeedDemo(ctx, tx, noon); err != nil {
		t.Fatal(err)
	}
	x, err = Find(ctx, tx)
	if err != nil || x.Name != "Sportello Uno" || x.Brand != "#0b5566" || x.UpdatedBy != "user:3" {
		t.Errorf("saved: %+v %v", x, err)
	}
	n, err := tx.NewSelect().Table("institution").Count(ctx)
	if err != nil || n != 1 {
		t.Errorf("%d rows, %v", n, err)
	}
	n, err = tx.NewSelect().Table("audit_entries").Where("action = 'pages.institution'").Count(ctx)
	if err != nil || n != 2 {
		t.Errorf("%d audit rows, %v", n, err)
	}
	x.Brand = "#ffff00"
	if err := Save(ctx, tx, auth.Actor{UserID: 3}, *x, noon); !fault.Is(err, fault.Invalid) {
		t.Errorf("a pale colour: %v", err)
	}
	_, err = tx.NewRaw("UPDATE institution SET brand = 'red'").Exec(ctx)
	if db.ConstraintOf(err) != "institution_brand" {
		t.Errorf("constraint: %v", err)
	}
}

func TestReportIsKeptAndMailedOnce(t *testing.T) {
	tx := testdb.Tx(t)
	ctx := t.Context()
	if err := SeedDemo(ctx, tx, noon); err != nil {
		t.Fatal(err)
	}
	in := Report{Key: "0123456789abcdef", Text: " La mappa non si apre\r\nsul telefono ", Page: "/sportelli", Email: "ana@example.org", Lang: "ro"}
	first, err := Send(ctx, tx, auth.Actor{}, in, noon)
	if err != nil {
		t.Fatal(err)
	}
	in.Text = "un altro testo"
	second, err := Send(ctx, tx, auth.Actor{}, in, noon.Add(time.Minute))
	if err != nil || second.ID != first.ID || second.Text != "La mappa non si apre\nsul telefono" {
		t.Fatalf("second: %+v %v", second, err)
	}
	if !strings.HasPrefix(first.Number(), "S-2026-") {
		t.Error(first.Number())
	}
	for table, where := range map[string]string{
		"page_reports": "true", "audit_entries": "action = 'pages.report'", "messages": "kind = 'pages.report'",
	} {
		n, err := tx.NewSelect().Table(table).Where(where).Count(ctx)
		if err != nil || n != 1 {
			t.Errorf("%s: %d rows, %v", table, n, err)
		}
	}
}

func TestReportWithoutAnInstitutionAddressIsKept(t *testing.T) {
	tx := testdb.Tx(t)
	r, err := Send(t.Context(), tx, auth.Actor{}, Report{Key: "0123456789abcdef", Text: "x", Lang: "??"}, noon)
	if err != nil || r.ID == 0 || r.Lang != i18n.Italian {
		t.Fatalf("%+v %v", r, err)
	}
	n, err := tx.NewSelect().Table("messages").Count(t.Context())
	if err != nil || n != 0 {
		t.Errorf("%d mails, %v", n, err)
	}
}

func TestReportSaysWhatIsWrong(t *testing.T) {
	r := Report{Key: "0123456789abcdef", Text: "  ", Page: strings.Repeat("x", 301), Email: "non è un indirizzo"}
	r.Clean()
	f, ok := fault.As(r.Check())
	if !ok || len(f.Fields) != 3 || f.Fields[0].Key != "report.form.text_missing" {
		t.Errorf("%+v", f)
	}
	r = Report{Text: strings.Repeat("è", 2001)}
	if f, ok = fault.As(r.Check()); !ok || f.Fields[0].Args["Max"] != 2000 {
		t.Errorf("%+v", f)
	}
	r = Report{Text: strings.Repeat("è", 2000), Email: "ana@example.org"}
	if err := r.Check(); err != nil {
		t.Error(err)
	}
}

func TestTheBranchIsAtFourStars(t *testing.T) {
	for stars, first := range map[int]string{1: "unclear", 3: "unclear", 4: "clear", 5: "clear"} {
		if got := Reasons(stars)[0]; got != first || Satisfied(stars) != (first == "clear") {
			t.Errorf("%d stars: %s", stars, got)
		}
	}
}

func TestAddressesOfOldReportsAreErased(t *testing.T) {
	tx := testdb.Tx(t)
	ctx := t.Context()
	for i, at := range []time.Time{noon, noon.AddDate(-1, 0, -1)} {
		r := Report{Key: strings.Repeat("k", 16+i), Text: "x", Email: "ana@example.org", Lang: "it"}
		if _, err := Send(ctx, tx, auth.Actor{}, r, at); err != nil {
			t.Fatal(err)
		}
	}
	n, err := Purge(ctx, tx, noon)
	if err != nil || n != 1 {
		t.Fatalf("%d %v", n, err)
	}
	left, err := tx.NewSelect().Table("page_reports").Where("email IS NOT NULL").Where("created_at = ?", noon).Count(ctx)
	if err != nil || left != 1 {
		t.Errorf("%d addresses left, %v", left, err)
	}
}

func TestRatingKeepsOnlyWhatFits(t *testing.T) {
	tx := testdb.Tx(t)
	ctx := t.Context()
	r, err := Rate(ctx, tx, Rating{Kind: Clarity, Page: "/servizi", Stars: 2, Reason: "clear", Comment: strings.Repeat("è", 300), Lang: "it"}, noon)
	if err != nil || r.Reason != "" || len([]rune(r.Comment)) != CommentLength {
		t.Fatalf("%+v %v", r, err)
	}
	for name, bad := range map[string]Rating{
		"no stars":    {Kind: Clarity, Page: "/servizi"},
		"six":         {Kind: Clarity, Page: "/servizi", Stars: 6},
		"another":     {Kind: "fame", Page: "/servizi", Stars: 3},
		"other site":  {Kind: Clarity, Page: "//example.org/", Stars: 3},
		"with query":  {Kind: Clarity, Page: "/servizi?x=1", Stars: 3},
		"back office": {Kind: Clarity, Page: "/ufficio", Stars: 3},
		"no page":     {Kind: Clarity, Stars: 3},
	} {
		if _, err := Rate(ctx, tx, bad, noon); !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRatingIsExplainedOnceAndSoon(t *testing.T) {
	tx := testdb.Tx(t)
	ctx := t.Context()
	r, err := Rate(ctx, tx, Rating{Kind: Clarity, Page: "/servizi", Stars: 5, Lang: "it"}, noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		reason string
		at     time.Time
		want   string
	}{
		{"guided", noon.Add(2 * time.Hour), ""},
		{"guided", noon.Add(time.Minute), "guided"},
		{"clear", noon.Add(2 * time.Minute), "guided"},
	} {
		if err := Explain(ctx, tx, r.ID, step.reason, "", step.at); err != nil {
			t.Fatal(err)
		}
		if got, err := FindRating(ctx, tx, r.ID); err != nil || got.Reason != step.want {
			t.Errorf("%+v: %+v %v", step, got, err)
		}
	}
	if err := Explain(ctx, tx, 1<<40, "clear", "", noon); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown rating: %v", err)
	}
}

func TestRatingsSumUpByPage(t *testing.T) {
	tx := testdb.Tx(t)
	ctx := t.Context()
	for page, stars := range map[string][]int{"/servizi": {5, 4}, "/sportelli": {1}} {
		for _, n := range stars {
			if _, err := Rate(ctx, tx, Rating{Kind: Clarity, Page: page, Stars: n, Lang: "it"}, noon); err != nil {
				t.Fatal(err)
			}
		}
	}
	all, err := Ratings(ctx, tx, Clarity, noon.Add(-time.Hour))
	if err != nil || len(all) != 2 || all[0] != (PageRating{"/sportelli", 1, 1}) || all[1] != (PageRating{"/servizi", 2, 4.5}) {
		t.Errorf("%+v %v", all, err)
	}
	if all, err = Ratings(ctx, tx, Ease, noon); err != nil || len(all) != 0 {
		t.Errorf("%+v %v", all, err)
	}
	_, err = tx.NewRaw("UPDATE page_ratings SET reason = 'clear' WHERE stars = 1").Exec(ctx)
	if db.ConstraintOf(err) != "page_ratings_reason" {
		t.Errorf("constraint: %v", err)
	}
}
