package privacy

import (
	"maps"
	"slices"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/i18n"
	"approdo/app/personal"
	"approdo/locales"
)

// TestTheRegisterIsWhole fails for a purpose without a line, a column of no kind, a table
// or a word nobody named: the register cannot lag behind the tables.
func TestTheRegisterIsWhole(t *testing.T) {
	catalog, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	all, err := Register(t.Context(), testdb.Tx(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(personal.Purposes) || len(lines) != len(personal.Purposes) {
		t.Fatalf("%d lines, %d rules and %d purposes", len(all), len(lines), len(personal.Purposes))
	}
	var keys []string
	say := func(key string) { keys = append(keys, "retention."+key) }
	tables := 0
	for i, p := range all {
		if p.Purpose != personal.Purposes[i] || p.Months == 0 || len(p.Basis) == 0 || len(p.Readers) == 0 {
			t.Errorf("%s: %+v", personal.Purposes[i], p)
		}
		for _, end := range []string{"", ".why", ".who", ".from"} {
			say("purpose." + string(p.Purpose) + end)
		}
		for _, code := range p.Basis {
			say("basis." + code)
		}
		for _, code := range p.Recipients {
			say("to." + code)
		}
		for _, d := range p.Data {
			tables++
			if say("table." + d.Table); len(d.Kinds) == 0 {
				t.Errorf("%s holds no kind of data", d.Table)
			}
		}
	}
	for _, code := range Kinds {
		say("kind." + code)
	}
	for _, code := range Measures() {
		say("measure." + code)
	}
	if tables != len(Catalogue()) {
		t.Errorf("%d tables in the register, %d in the catalogue", tables, len(Catalogue()))
	}
	for _, key := range keys {
		for _, lang := range []string{"it", "en"} {
			if !catalog.For(lang).Has(key) {
				t.Errorf("%s: nothing for %s", lang, key)
			}
		}
	}
	for _, x := range Catalogue() {
		for _, c := range slices.Concat(x.Show, slices.Collect(maps.Keys(x.Forget))) {
			if kindOf(c) == "" {
				t.Errorf("%s.%s is of no kind", x.Name, c)
			}
		}
	}
	for kind := range kinds {
		if !slices.Contains(Kinds, kind) {
			t.Errorf("%s stands in no order", kind)
		}
	}
}

// TestReadersFollowTheRoles takes the readers of the register from the permissions.
func TestReadersFollowTheRoles(t *testing.T) {
	all, err := Register(t.Context(), testdb.Tx(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if slices.Contains(p.Readers, auth.Editor) || slices.Contains(p.Readers, auth.ReferringBody) {
			t.Errorf("%s is read by %v", p.Purpose, p.Readers)
		}
		for _, role := range p.Readers {
			if !role.SeesPersonalData() {
				t.Errorf("%s reads %s without a second factor", role, p.Purpose)
			}
		}
	}
	special := all[slices.IndexFunc(all, func(p Processing) bool { return p.Purpose == personal.Special })]
	if slices.Contains(special.Readers, auth.Reception) || !slices.Contains(special.Readers, auth.Specialist) {
		t.Errorf("special data are read by %v", special.Readers)
	}
}
