package cvs

import (
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/europass"
	"approdo/app/fault"
	"approdo/app/people"
)

func profile() *europass.Profile {
	return &europass.Profile{
		Given: "Zuleika", Family: "Provadifamiglia", BirthOn: "1990-03-04", Nationalities: []string{"MA"},
		Emails: []string{"Prova@Example.org"}, Phones: []string{"+393331234567"}, Address: europass.Address{Line: "Via Prova 1", City: "Monopoli"},
		Jobs: []europass.Job{
			{Position: "Cuoca", Employer: "Trattoria Prova", Country: "IT", Period: europass.Period{From: "2019-03-15", To: "2021"}, Description: "Primi\npiatti"},
			{Employer: "senza mestiere"},
		},
		Education:    []europass.Study{{Title: "Diploma", Level: "4", Period: europass.Period{To: "2008-06"}}, {Title: "Corso"}},
		Languages:    []europass.Language{{Code: "ar", Mother: true}, {Code: "it", Listening: "B2", Reading: "B1", Speaking: "B1", Interaction: "B1", Writing: "A2"}, {Name: "inventata"}},
		Licences:     []string{"B", "C1"},
		Certificates: []europass.Certificate{{Title: "Attestato HACCP", Expires: "2028-01-31"}},
	}
}

func TestWhatAProfileSays(t *testing.T) {
	got := map[string][]map[string]string{}
	for _, l := range linesOf(profile(), time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)) {
		got[l.Kind] = append(got[l.Kind], l.Data)
	}
	for _, x := range []struct {
		kind  string
		n     int
		field string
		want  string
	}{
		{"job", 1, "from", "2019-03"}, {"job", 1, "duties", "Primi; piatti"}, {"education", 2, "isced", "3"}, {"education", 2, "year", "2008"},
		{"language", 2, "mother", "1"}, {"licence", 3, "type", "b"}, {"contact", 2, "phone", "+393331234567"}, {"identity", 4, "given", "Zuleika"},
	} {
		if len(got[x.kind]) != x.n || got[x.kind][0][x.field] != x.want {
			t.Errorf("%s: %d of %+v, want %d with %s %q", x.kind, len(got[x.kind]), got[x.kind], x.n, x.field, x.want)
		}
	}
	if l := got["licence"]; l[1]["type"] != "other" || l[1]["title"] != "C1" || l[2]["type"] != "haccp" || l[2]["expires"] != "2028-01-31" {
		t.Errorf("licences %+v", l)
	}
	if l := got["language"][1]; l["writing"] != "a2" || l["mother"] != "" {
		t.Errorf("italian is %+v", l)
	}
	if _, there := got["education"][1]["isced"]; there {
		t.Error("a level was invented")
	}
}

func TestAboutTheSameThing(t *testing.T) {
	f := filed{person: &people.Person{Identity: people.Identity{Given: "Fatima", Surname: "Prova", OwnName: "فاطمة"}}, entries: []people.Entry{
		{ID: 1, Kind: "job", Data: map[string]string{"occupation": "Cuoca", "employer": "Trattoria Prova", "from": "2019-03"}},
		{ID: 2, Kind: "language", Data: map[string]string{"lang": "it", "writing": "a2"}},
		{ID: 3, Kind: "education", Data: map[string]string{"title": "Diploma", "year": "2008", "isced": "3"}},
	}}
	for name, x := range map[string]struct {
		kind  string
		data  map[string]string
		entry int64
		same  bool
	}{
		"the same, less exactly":     {"job", map[string]string{"occupation": "cuoca", "from": "2019"}, 1, true},
		"the same with an end":       {"job", map[string]string{"occupation": "Cuoca", "from": "2019", "to": "2021"}, 1, false},
		"the same work another time": {"job", map[string]string{"occupation": "Cuoca", "employer": "Trattoria Prova", "from": "2022"}, 0, false},
		"another level":              {"language", map[string]string{"lang": "it", "writing": "b1"}, 2, false},
		"the same level":             {"language", map[string]string{"lang": "it", "writing": "a2"}, 2, true},
		"another title":              {"education", map[string]string{"title": "Laurea", "year": "2008"}, 0, false},
		"names the other way":        {"identity", map[string]string{"given": "Prova", "surname": "Fatima"}, 0, true},
		"another name":               {"identity", map[string]string{"given": "Fatima", "surname": "Altra"}, 0, false},
	} {
		e, _, same := f.meets(line{x.kind, x.data})
		if id := int64(0); e != nil && e.ID != x.entry || e == nil && id != x.entry || same != x.same {
			t.Errorf("%s: entry %+v, same %v", name, e, same)
		}
	}
}

// TestNothingIsOverwrittenSilently: what the file says already is not proposed; what would
// change shows what it is now, and is written only as it was shown.
func TestNothingIsOverwrittenSilently(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id, err := people.AddEntry(h.ctx, h.db, h.anna, h.person, "language", map[string]string{"lang": "it", "writing": "a1"}, h.now)
	h.must(err)
	_, err = people.AddEntry(h.ctx, h.db, h.anna, h.person, "language", map[string]string{"lang": "ar", "mother": "1"}, h.now)
	h.must(err)
	_, err = SaveOwnMade(h.ctx, h.db, h.vault, h.own, made("uno", profile()), h.now)
	h.must(err)
	all := h.proposals()
	if len(all["language"]) != 1 || all["language"][0].EntryID != id || all["language"][0].Was["writing"] != "a1" || !all["language"][0].Changes() {
		t.Fatalf("of languages it proposes %+v", all["language"])
	}
	n, err := AcceptNewOwn(h.ctx, h.db, h.own, h.now)
	h.must(err)
	left := h.proposals()
	if n != 5 || len(left["language"]) != 1 || len(left["education"]) != 1 || len(left["identity"]) != 3 || len(left["job"]) != 0 {
		t.Fatalf("%d accepted at once, left %+v", n, left)
	}
	italian := left["language"][0]
	h.wants(AcceptOwn(h.ctx, h.db, h.own, Answer{ID: italian.ID}, h.now), fault.Conflict, "cvs.error.changed")
	h.must(people.ChangeEntry(h.ctx, h.db, h.anna, h.person, id, map[string]string{"lang": "it", "writing": "c1"}, h.now))
	h.wants(AcceptOwn(h.ctx, h.db, h.own, Answer{ID: italian.ID, EntryID: id}, h.now), fault.Conflict, "cvs.error.changed")
	italian = h.proposals()["language"][0]
	if italian.Was["writing"] != "c1" {
		t.Fatalf("it shows %+v", italian.Was)
	}
	h.must(AcceptOwn(h.ctx, h.db, h.own, Answer{ID: italian.ID, EntryID: italian.EntryID}, h.now))
	school := left["education"][0]
	h.wants(AcceptOwn(h.ctx, h.db, h.own, Answer{ID: school.ID}, h.now), fault.Invalid, "people.error.entry_required")
	h.must(AcceptOwn(h.ctx, h.db, h.own, Answer{ID: school.ID, More: map[string]string{"isced": "3", "title": "Un altro titolo"}}, h.now))
	list, err := people.OwnEntries(h.ctx, h.db, h.own)
	h.must(err)
	for _, e := range list {
		if e.Data["lang"] == "it" && e.Data["writing"] != "a2" || e.Data["title"] == "Un altro titolo" {
			t.Errorf("the file says %+v", e.Data)
		}
	}
}

// TestIdentityIsTheDesksToWrite: the person says that it is so, the desk looks and writes.
func TestIdentityIsTheDesksToWrite(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, err := SaveOwnMade(h.ctx, h.db, h.vault, h.own, made("uno", profile()), h.now)
	h.must(err)
	born := h.proposals()["identity"][0]
	if born.Data["born_on"] == "" {
		t.Fatalf("the first of the identity is %+v", born)
	}
	h.must(AcceptOwn(h.ctx, h.db, h.own, Answer{ID: born.ID}, h.now))
	h.wants(AcceptOwn(h.ctx, h.db, h.own, Answer{ID: born.ID}, h.now), fault.NotFound, "")
	p, err := people.Find(h.ctx, h.db, h.anna, h.person)
	h.must(err)
	if !p.BornOn.IsZero() {
		t.Fatal("a person changed their own identity")
	}
	h.wants(Accept(h.ctx, h.db, h.ben, h.person, Answer{ID: born.ID, Version: p.Version}, h.now), fault.NotFound, "")
	h.wants(Accept(h.ctx, h.db, h.anna, h.person, Answer{ID: born.ID, Version: p.Version + 1}, h.now), fault.Conflict, "people.error.changed")
	h.must(Accept(h.ctx, h.db, h.anna, h.person, Answer{ID: born.ID, Version: p.Version}, h.now))
	phone := h.proposals()["contact"][0]
	p, err = people.Find(h.ctx, h.db, h.anna, h.person)
	h.must(err)
	h.must(Accept(h.ctx, h.db, h.anna, h.person, Answer{ID: phone.ID, Version: p.Version}, h.now))
	p, err = people.Find(h.ctx, h.db, h.anna, h.person)
	h.must(err)
	if p.BornOn.Format(time.DateOnly) != "1990-03-04" || len(p.Contacts) != 1 {
		t.Errorf("the file says %+v", p)
	}
	for range 2 {
		h.must(Refuse(h.ctx, h.db, h.anna, h.person, h.proposals()["identity"][0].ID, h.now))
	}
	h.must(RefuseOwn(h.ctx, h.db, h.own, h.proposals()["job"][0].ID, h.now))
	if got := h.proposals(); len(got["identity"]) != 0 || len(got["job"]) != 0 {
		t.Errorf("left %+v", got)
	}
}

// proposals are those the desk sees, by kind.
func (h *town) proposals() map[string][]Proposal {
	h.t.Helper()
	all, err := Proposals(h.ctx, h.db, h.anna, h.person)
	h.must(err)
	by := map[string][]Proposal{}
	for _, p := range all {
		by[p.Kind] = append(by[p.Kind], p)
	}
	return by
}

// TestTwoAtOnce: two files handed in and made ready at the same time leave one CV.
func TestTwoAtOnce(t *testing.T) {
	pool := testdb.New(t)
	h := build(t, pool)
	h.whole(h.person)
	done := make(chan error, 8)
	for i := range 8 {
		go func() {
			_, err := SaveOwnMade(h.ctx, pool, h.vault, h.own, made(string(rune('a'+i)), nil), h.now)
			done <- err
		}()
	}
	for range 8 {
		h.must(<-done)
	}
	if h.count("cvs", "true") != 8 || h.count("cvs", "replaced_at IS NULL AND state = 'ready'") != 1 || h.count("cvs", "replaced_at IS NULL AND id = (SELECT max(id) FROM cvs)") != 1 {
		t.Error("there is not one CV, the one handed in last")
	}
}
