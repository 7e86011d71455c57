package cvs

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db/testdb"
	"approdo/app/europass"
	"approdo/app/i18n"
	"approdo/app/inspect"
	"approdo/app/occupations"
	"approdo/app/people"
	"approdo/app/preferences"
)

func TestTheDemoCVs(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.must(occupations.Ship(h.ctx, h.db, h.now))
	ids, err := people.SeedDemo(h.ctx, h.db, h.a, h.now)
	h.must(err)
	h.must(preferences.SeedDemo(h.ctx, h.db, ids, h.now))
	h.must(h.tx(func(tx bun.Tx) error { return SeedDemo(h.ctx, tx, h.vault, ids[0], ids[2], ids[4], h.now) }))
	for i, want := range map[int]string{0: "2027-04-23", 2: "2026-12-02", 4: "2026-10-22"} {
		v, err := OwnCurrent(h.ctx, h.db, auth.Actor{PersonID: ids[i]})
		h.must(err)
		if v == nil || v.State != Ready || v.Source != MadeHere || v.LastDay().In(i18n.Rome()).Format(time.DateOnly) != want || v.Obsolete(h.now) != (i == 4) {
			t.Errorf("the CV of %d is %+v, valid until %s", i, v, v.LastDay())
		}
	}
	var found []int64
	h.must(h.db.NewRaw("SELECT person_id FROM cv_index ORDER BY person_id").Scan(h.ctx, &found))
	if !slices.Equal(found, []int64{ids[0], ids[2]}) {
		t.Errorf("found are %v of %v", found, ids)
	}
	all, err := OwnShares(h.ctx, h.db, auth.Actor{PersonID: ids[0]})
	h.must(err)
	if len(all) != 2 || !all[0].Live(h.now) || all[0].OpenedAt == nil || all[1].Live(h.now) || all[1].EndedWhy != WhyConsent || all[1].ToldAt == nil {
		t.Errorf("sent: %+v", all)
	}
	for id, want := range map[int64]int{ids[0]: 2, ids[2]: 1, ids[4]: 0} {
		list, err := consents.ListOwn(h.ctx, h.db, auth.Actor{PersonID: id})
		h.must(err)
		if stand := consents.Stand(list, h.now); len(stand) != want {
			t.Errorf("%d consents of %d stand, want %d", len(stand), id, want)
		}
	}
}

// TestTheDemoSaysWhatItsPDFsSay: in each PDF is the document that lies beside it.
func TestTheDemoSaysWhatItsPDFsSay(t *testing.T) {
	i := inspect.New(inspect.Options{})
	pdfs, err := filepath.Glob("demo/*.pdf")
	if err != nil || len(pdfs) != 3 {
		t.Fatalf("the demo has %v: %v", pdfs, err)
	}
	for _, path := range pdfs {
		inside, err := i.Attachment(t.Context(), path, europass.AttachmentName)
		if err != nil {
			t.Fatal(err)
		}
		beside, err := demoCVs.ReadFile(strings.TrimSuffix(path, ".pdf") + ".xml")
		if err != nil || !reflect.DeepEqual(inside, beside) {
			t.Errorf("%s holds another document (%v):\n%s", path, err, inside)
		}
	}
}

func TestACVOfTheDemoEndsOnTheDayItSays(t *testing.T) {
	for day := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC); day.Year() == 2026; day = day.AddDate(0, 0, 1) {
		v := CV{}
		until := validFrom(endingIn(10, day), i18n.Rome())
		v.ValidUntil = &until
		if left := v.LastDay().Sub(day).Hours() / 24; left < 7 || left > 11 {
			t.Errorf("on %s it ends after %.1f days", day.Format(time.DateOnly), left)
		}
	}
}
