package services_test

import (
	"context"
	"slices"
	"testing"

	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/services"
)

func TestMain(m *testing.M) { testdb.Main(m) }

func TestShippedAreasAreTheSevenOfTheCartaAndTheLab(t *testing.T) {
	all, err := services.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"accoglienza-e-ascolto", "informazione", "orientamento-personalizzato", "ricerca-di-lavoro",
		"percorsi-formativi", "accesso-ai-servizi", "monitoraggio",
		"orientation-lab",
	}
	var got []string
	for i, a := range all {
		got = append(got, a.Slug)
		if a.Sort != i+1 || a.Minutes%30 != 0 {
			t.Errorf("%s: sort %d, %d minutes", a.Slug, a.Sort, a.Minutes)
		}
		for _, x := range []i18n.Text{a.Name, a.Summary, a.Description, a.Audience, a.How, a.Needed, a.Obtained, a.Times, a.Bring} {
			if x["en"] == "" {
				t.Errorf("%s: a text has no English", a.Slug)
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("areas %v, want %v", got, want)
	}
}

// Each language a text has must have as many items as the Italian list.
func TestShippedListsHaveTheSameItemsInEveryLanguage(t *testing.T) {
	all, err := services.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		for name, x := range map[string]i18n.Text{"how": a.How, "needed": a.Needed, "obtained": a.Obtained, "bring": a.Bring} {
			want, _ := services.Items(x, "it")
			for lang := range x {
				if got, _ := services.Items(x, lang); len(got) != len(want) {
					t.Errorf("%s %s in %s: %d items, want %d", a.Slug, name, lang, len(got), len(want))
				}
			}
		}
	}
}

func TestShippedTextsAreInEveryLanguage(t *testing.T) {
	all, err := services.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		for name, text := range map[string]i18n.Text{
			"name": a.Name, "summary": a.Summary, "description": a.Description, "audience": a.Audience, "how": a.How,
			"needed": a.Needed, "obtained": a.Obtained, "times": a.Times, "bring": a.Bring,
		} {
			for _, l := range i18n.Languages() {
				if text[l.Tag] == "" {
					t.Errorf("%s: %s is not written in %s", a.Slug, name, l.Tag)
				}
			}
		}
	}
}

// Instructions may be missing, but not in one language only.
func TestShippedInstructionsAreInEveryLanguage(t *testing.T) {
	all, err := services.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	written := 0
	for _, a := range all {
		for _, text := range []i18n.Text{a.Before, a.After} {
			if len(text) == 0 {
				continue
			}
			written++
			for _, l := range i18n.Languages() {
				if text[l.Tag] == "" {
					t.Errorf("%s: instructions are not written in %s", a.Slug, l.Tag)
				}
			}
		}
	}
	if written < 2 {
		t.Errorf("%d instructions", written)
	}
}

func TestItemsFallsBackToItalianAndDropsBlankLines(t *testing.T) {
	items, actual := services.Items(i18n.Text{"it": " uno \n\n due\n"}, "ar")
	if actual != "it" || !slices.Equal(items, []string{"uno", "due"}) {
		t.Errorf("got %q in %s", items, actual)
	}
}

func TestLoadAreasTwiceBringsTextsUpToDate(t *testing.T) {
	ctx, tx := context.Background(), testdb.Tx(t)
	if err := services.LoadAreas(ctx, tx); err != nil {
		t.Fatal(err)
	}
	first, err := services.List(ctx, tx)
	if err != nil || len(first) != 8 {
		t.Fatalf("%d areas, %v", len(first), err)
	}
	if _, err := tx.ExecContext(ctx, `UPDATE areas SET minutes = 45, name = '{"it":"altro"}' WHERE code = '1'`); err != nil {
		t.Fatal(err)
	}
	if err := services.LoadAreas(ctx, tx); err != nil {
		t.Fatal(err)
	}
	again, err := services.FindBySlug(ctx, tx, "accoglienza-e-ascolto")
	if err != nil {
		t.Fatal(err)
	}
	if again.ID != first[0].ID || again.Minutes != 30 || again.Name["it"] != "Accoglienza e ascolto" {
		t.Errorf("after a second load: %+v", again)
	}
}

func TestFindUnknownAreaIsNotFound(t *testing.T) {
	ctx, tx := context.Background(), testdb.Tx(t)
	if _, err := services.FindBySlug(ctx, tx, "niente"); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown slug: %v", err)
	}
	if _, err := services.Find(ctx, tx, 99999); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown id: %v", err)
	}
	if list, err := services.ListAt(ctx, tx, 99999); err != nil || len(list) != 0 {
		t.Errorf("areas of an unknown desk: %v, %v", list, err)
	}
}
