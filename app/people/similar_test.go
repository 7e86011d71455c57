package people

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
)

// invented makes forms of a small town: few names in several scripts and spellings, few
// days of birth, shared telephones, so that many are alike.
func invented(r *rand.Rand, n int) []Form {
	given := []string{"Fatima", "Fatma", "فاطمة", "Olena", "Олена", "Rahim", "রহিম", "Ada", "Adamaria", "Jó"}
	surnames := []string{"Benali", "Ben Ali", "بن علي", "Provenko", "Провенко", "Khan", "খান", "Esempio", "Esempi", ""}
	var all []Form
	for range n {
		f := Form{Identity: Identity{Given: given[r.IntN(len(given))], Surname: surnames[r.IntN(len(surnames))], Lang: "it"}}
		if r.IntN(3) > 0 {
			f.BornOn = time.Date(1990, 1, 1+r.IntN(6), 0, 0, 0, 0, time.UTC)
		}
		for range r.IntN(3) {
			f.Contacts = append(f.Contacts, Contact{Kind: Phone, Value: fmt.Sprintf("333 12345%02d", r.IntN(25))})
		}
		if r.IntN(5) == 0 {
			f.FiscalCode, f.Checked = code(fmt.Sprintf("RSSMRA85T%02dA562", 1+r.IntN(28))), true
		}
		all = append(all, f.Clean())
	}
	return all
}

// compared is what comparing a form with every record, one after the other, gives.
func compared(form Form, records map[int64]Form, root func(int64) int64) map[int64]int {
	scores, own := map[int64]int{}, form.Traits()
	for id, f := range records {
		t := f.Traits()
		if n := score(own.likeness(&t)); n >= enough {
			scores[root(id)] = max(scores[root(id)], n)
		}
	}
	return scores
}

func TestSimilarIsTheSameForOneAndForManyAndForgetsNobody(t *testing.T) {
	h := build(t, testdb.Tx(t))
	r := rand.New(rand.NewPCG(1, 2))
	records, ids := map[int64]Form{}, []int64{}
	for _, f := range invented(r, 150) {
		id, err := Open(h.Ctx, h.DB, at(h.a), h.a, f, h.Now)
		if err == nil {
			records[id] = f
			ids = append(ids, id)
		}
	}
	h.Must(Merge(h.Ctx, h.DB, at(h.a), ids[0], ids[1], "la stessa", h.Now))
	root := func(id int64) int64 {
		if id == ids[1] {
			return ids[0]
		}
		return id
	}
	forms := invented(r, 120)
	many, err := SimilarAll(h.Ctx, h.DB, at(h.b), forms)
	h.Must(err)
	found := 0
	for i, form := range forms {
		one, err := Similar(h.Ctx, h.DB, at(h.b), form)
		h.Must(err)
		if !reflect.DeepEqual(one, many[i]) {
			t.Fatalf("%+v: alone %+v, among others %+v", form, one, many[i])
		}
		want := compared(form, records, root)
		order := slices.SortedFunc(maps.Keys(want), func(a, b int64) int { return cmp.Or(cmp.Compare(want[b], want[a]), cmp.Compare(a, b)) })
		got := []int64{}
		for _, m := range one {
			got = append(got, m.ID)
		}
		if !slices.Equal(got, order[:min(10, len(order))]) {
			t.Fatalf("%+v: found %v, comparing with everybody gives %v", form, got, order)
		}
		found += len(got)
	}
	if found < 100 {
		t.Errorf("only %d alike: the test proves little", found)
	}
}

func TestManyAreOpenedAtOnceAndNobodyTwice(t *testing.T) {
	h := build(t, testdb.New(t))
	one, two, three := name("Ada Prova"), name("Bea Prova"), name("Ada Altra")
	one.FiscalCode, one.Checked = code("RSSMRA85T10A562"), true
	three.FiscalCode, three.Checked = one.FiscalCode, true
	two.Contacts = []Contact{{Phone, "333 1234567", "della sorella"}, {Email, "prova@example.com", ""}, {Phone, "333 1234567", ""}}
	two = two.Clean()
	var opened []int64
	h.Must(db.InTx(h.Ctx, h.DB, func(ctx context.Context, tx bun.Tx) (err error) {
		opened, err = OpenAll(ctx, tx, at(h.a), h.a, []Form{one, two, three}, h.Now)
		return err
	}))
	if opened[0] == 0 || opened[1] == 0 || opened[2] != 0 {
		t.Fatalf("opened %v", opened)
	}
	p, err := Find(h.Ctx, h.DB, at(h.a), opened[1])
	h.Must(err)
	if len(p.Contacts) != 2 || p.Contacts[0].Note != "della sorella" || len(p.DeskIDs) != 1 {
		t.Errorf("kept %+v", p)
	}
	if got := h.search(h.a, "prova"); len(got) != 2 {
		t.Errorf("the name finds %v", got)
	}
	var trail, versions int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM audit_entries WHERE action = 'people.open' AND actor = ?", at(h.a).Ref()).Scan(h.Ctx, &trail))
	h.Must(h.DB.NewRaw("SELECT count(*) FROM person_versions").Scan(h.Ctx, &versions))
	if trail != 2 || versions != 2 {
		t.Errorf("%d lines in the trail, %d versions", trail, versions)
	}
	gone, err := DiscardAll(h.Ctx, h.DB, at(h.b), opened[:2], h.Now)
	if h.Must(err); len(gone) != 0 {
		t.Errorf("another desk discards %v", gone)
	}
	if _, err := h.DB.NewRaw("CREATE TABLE uses (person_id bigint REFERENCES people (id) ON DELETE CASCADE); INSERT INTO uses VALUES (?)", opened[1]).Exec(h.Ctx); err != nil {
		t.Fatal(err)
	}
	for range opened { // numbers of entries that are numbers of people too
		_, err := AddEntry(h.Ctx, h.DB, at(h.a), opened[0], "constraint", map[string]string{"type": "care"}, h.Now)
		h.Must(err)
	}
	gone, err = DiscardAll(h.Ctx, h.DB, at(h.a), opened[:2], h.Now)
	if h.Must(err); len(gone) != 0 {
		t.Errorf("gone %v, used both", gone)
	}
	if _, err := h.DB.NewRaw("DELETE FROM uses").Exec(h.Ctx); err != nil {
		t.Fatal(err)
	}
	gone, err = DiscardAll(h.Ctx, h.DB, at(h.a), opened[:2], h.Now)
	if h.Must(err); !slices.Equal(gone, opened[1:2]) {
		t.Errorf("gone %v", gone)
	}
}
