package cvs

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/europass"
	"approdo/app/fault"
	"approdo/app/people"
)

// job is a job typed at its step.
func typedJob(position, from string, seen string) Typed {
	return Typed{Section: europass.SectionJobs, Seen: seen,
		Says: &europass.Profile{Jobs: []europass.Job{{Position: position, Period: europass.Period{From: from}}}}}
}

func (h *town) write(w Writer, in Typed) *Draft {
	h.t.Helper()
	d, err := WriteDraft(h.ctx, h.db, w, in, h.now)
	h.must(err)
	return d
}

func (h *town) draft(w Writer) *Draft {
	h.t.Helper()
	d, err := DraftOf(h.ctx, h.db, w, h.now)
	h.must(err)
	return d
}

func positions(d *Draft) string {
	var all []string
	for _, j := range d.Data.Jobs {
		all = append(all, j.Position)
	}
	return strings.Join(all, " ")
}

func TestADraftBeginsWithTheFile(t *testing.T) {
	h := build(t, testdb.Tx(t))
	for kind, data := range map[string]map[string]string{
		"job":       {"occupation": "Cuoca", "from": "2019-03", "to": "2025-01", "employer": "Trattoria Prova"},
		"education": {"title": "Diploma alberghiero", "isced": "3", "year": "2012", "country": "AL"},
		"language":  {"lang": "it", "listening": "b2", "certificate": "CILS"},
		"licence":   {"type": "b"},
		"permit":    {"type": "work"},
	} {
		_, err := people.AddEntry(h.ctx, h.db, h.anna, h.person, kind, data, h.now)
		h.must(err)
	}
	_, err := people.AddEntry(h.ctx, h.db, h.anna, h.person, "job", map[string]string{"occupation": "Segreto", "contract": "undeclared"}, h.now)
	h.must(err)
	mine := Writer{Actor: h.own}
	if d := h.draft(mine); d != nil {
		t.Fatalf("there is a draft already: %+v", d)
	}
	d, err := BeginDraft(h.ctx, h.db, mine, h.now)
	h.must(err)
	want := &europass.Profile{Given: "Zuleika Provadifamiglia",
		Jobs:         []europass.Job{{Position: "Cuoca", Employer: "Trattoria Prova", Period: europass.Period{From: "2019-03", To: "2025-01"}}},
		Education:    []europass.Study{{Title: "Diploma alberghiero", Level: "4", Country: "AL", Period: europass.Period{To: "2012"}}},
		Languages:    []europass.Language{{Code: "it", Listening: "B2"}},
		Licences:     []string{"B"},
		Certificates: []europass.Certificate{{Title: "CILS"}}}
	if !reflect.DeepEqual(d.Data, want) || d.Lang != "ar" || d.Step != europass.SectionPerson {
		t.Errorf("it begins with %+v in %s at %s", d.Data, d.Lang, d.Step)
	}
	again, err := BeginDraft(h.ctx, h.db, Writer{Actor: h.anna, PersonID: h.person}, h.now)
	h.must(err)
	if again.ID != d.ID || h.count("cv_drafts", "true") != 1 {
		t.Error("the desk began another one")
	}
}

func TestADraftBeginsWithWhatWasReadInACV(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, err := people.AddEntry(h.ctx, h.db, h.anna, h.person, "job", map[string]string{"occupation": "Cuoca", "from": "2019"}, h.now)
	h.must(err)
	_, err = SaveOwnMade(h.ctx, h.db, h.vault, h.own, Made{PDF: []byte(pdf("x")), Lang: "it", Profile: &europass.Profile{
		Jobs: []europass.Job{{Position: "Sarta", Period: europass.Period{From: "2021"}}}, Education: []europass.Study{{Title: "Licenza media", Level: "1"}}}}, h.now)
	h.must(err)
	d, err := BeginDraft(h.ctx, h.db, Writer{Actor: h.own}, h.now)
	h.must(err)
	if positions(d) != "Sarta Cuoca" || len(d.Data.Education) != 1 {
		t.Errorf("it begins with %+v", d.Data)
	}
}

func TestWritingStepByStep(t *testing.T) {
	h := build(t, testdb.Tx(t))
	w := Writer{Actor: h.own}
	_, err := BeginDraft(h.ctx, h.db, w, h.now)
	h.must(err)
	h.write(w, typedJob("Cameriera", "2018", ""))
	d := h.write(w, typedJob("Cuoca", "2020-05", ""))
	if d.Step != europass.SectionJobs || positions(d) != "Cuoca Cameriera" || d.Version != 3 {
		t.Fatalf("at %s: %s, version %d", d.Step, positions(d), d.Version)
	}
	h.write(w, typedJob("Cuoca", "2020-05", "")) // sent twice
	if d = h.draft(w); d.Version != 3 || len(d.Data.Jobs) != 2 {
		t.Errorf("the same again made %s", positions(d))
	}
	h.write(w, typedJob("Cameriera di sala", "2018", d.Data.Keys(europass.SectionJobs)[1]))
	d = h.write(w, Typed{Section: europass.SectionJobs, Says: &europass.Profile{}, On: true})
	if d.Step != europass.SectionStudies || positions(d) != "Cuoca Cameriera di sala" {
		t.Fatalf("at %s: %s", d.Step, positions(d))
	}
	key := d.Data.Keys(europass.SectionJobs)[0]
	h.must(CutDraft(h.ctx, h.db, w, europass.SectionJobs, key, h.now))
	h.must(CutDraft(h.ctx, h.db, w, europass.SectionJobs, key, h.now))
	if d = h.draft(w); positions(d) != "Cameriera di sala" || d.Step != europass.SectionJobs {
		t.Errorf("left %s at %s", positions(d), d.Step)
	}
	h.must(DropDraft(h.ctx, h.db, w, h.now))
	h.must(DropDraft(h.ctx, h.db, w, h.now))
	if h.draft(w) != nil || h.count("audit_entries", "action LIKE 'cvs.draft%'") != 2 {
		t.Error("the draft is still there, or its end was not noted once")
	}
}

// TestTwoWindows: the person and the desk write one draft at once.
func TestTwoWindows(t *testing.T) {
	h := build(t, testdb.Tx(t))
	mine, desk := Writer{Actor: h.own}, Writer{Actor: h.anna, PersonID: h.person}
	seen, err := BeginDraft(h.ctx, h.db, mine, h.now)
	h.must(err)
	about := func(words, seen string) Typed {
		return Typed{Section: europass.SectionAbout, Seen: seen, Says: &europass.Profile{About: words}}
	}
	old := seen.Data.Digest(europass.SectionAbout)
	h.write(mine, typedJob("Cuoca", "2020", ""))
	h.write(desk, about("Mi piace cucinare", old)) // another section changed meanwhile
	_, err = WriteDraft(h.ctx, h.db, mine, about("Altro", old), h.now)
	h.wants(err, fault.Conflict, "cvs.write.error.changed")
	h.write(mine, about("Mi piace cucinare", old)) // the same words

	key := h.draft(mine).Data.Keys(europass.SectionJobs)[0]
	h.write(desk, typedJob("Cuoca di mensa", "2020", key))
	_, err = WriteDraft(h.ctx, h.db, mine, typedJob("Capocuoca", "2020", key), h.now)
	h.wants(err, fault.Conflict, "cvs.write.error.changed")
	h.write(mine, typedJob("Cuoca di mensa", "2020", key))
	h.must(CutDraft(h.ctx, h.db, mine, europass.SectionJobs, key, h.now))
	if d := h.draft(mine); positions(d) != "Cuoca di mensa" || d.Data.About != "Mi piace cucinare" {
		t.Errorf("in the end it says %+v", d.Data)
	}
	if n := h.count("person_reads", "part = 'cv' AND actor = ?", h.anna.Ref()); n != 0 {
		t.Errorf("%d reads noted of who did not read", n)
	}
	h.draft(desk)
	if n := h.count("person_reads", "part = 'cv' AND actor = ?", h.anna.Ref()); n != 1 {
		t.Errorf("%d reads of the desk noted, want 1", n)
	}
}

func TestNobodyElseWritesACV(t *testing.T) {
	h := build(t, testdb.Tx(t))
	_, err := BeginDraft(h.ctx, h.db, Writer{Actor: h.own}, h.now)
	h.must(err)
	_, other := h.somebody("Altra Prova")
	if d := h.draft(Writer{Actor: other}); d != nil {
		t.Error("somebody reads another's draft")
	}
	h.must(DropDraft(h.ctx, h.db, Writer{Actor: other}, h.now))
	_, err = WriteDraft(h.ctx, h.db, Writer{Actor: other}, typedJob("x", "", ""), h.now)
	h.wants(err, fault.NotFound, "")
	for _, w := range []Writer{{Actor: h.ben, PersonID: h.person}, {Actor: h.anna}, {}} {
		_, err := DraftOf(h.ctx, h.db, w, h.now)
		h.wants(err, fault.NotFound, "")
		_, err = BeginDraft(h.ctx, h.db, w, h.now)
		h.wants(err, fault.NotFound, "")
		_, err = WriteDraft(h.ctx, h.db, w, typedJob("x", "", ""), h.now)
		h.wants(err, fault.NotFound, "")
		h.wants(DropDraft(h.ctx, h.db, w, h.now), fault.NotFound, "")
	}
	if h.count("cv_drafts", "true") != 1 {
		t.Error("the draft is gone")
	}
}

func TestADraftOfMergedRecords(t *testing.T) {
	h := build(t, testdb.Tx(t))
	twin, own := h.somebody("Zuleika Prova")
	_, err := BeginDraft(h.ctx, h.db, Writer{Actor: own}, h.now)
	h.must(err)
	_, err = BeginDraft(h.ctx, h.db, Writer{Actor: h.own}, h.now)
	h.must(err)
	h.now = h.now.Add(time.Minute)
	h.write(Writer{Actor: own}, typedJob("Sarta", "2020", ""))
	coordinator := auth.Actor{UserID: h.anna.UserID, Roles: []auth.Role{auth.Coordinator}, DeskIDs: h.anna.DeskIDs}
	h.must(people.Merge(h.ctx, h.db, coordinator, h.person, twin, "", h.now))
	for _, w := range []Writer{{Actor: h.own}, {Actor: own}, {Actor: h.anna, PersonID: h.person}} {
		if d := h.draft(w); positions(d) != "Sarta" {
			t.Errorf("the draft changed last is not read: %s", positions(d))
		}
	}
	h.must(DropDraft(h.ctx, h.db, Writer{Actor: h.own}, h.now))
	if h.count("cv_drafts", "true") != 0 {
		t.Error("a draft is left")
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	h := build(t, testdb.Tx(t))
	w := Writer{Actor: h.own}
	_, err := BeginDraft(h.ctx, h.db, w, h.now)
	h.must(err)
	long := strings.Repeat("à", europass.MaxLine+1)
	job := func(j europass.Job) *europass.Profile { return &europass.Profile{Jobs: []europass.Job{j}} }
	for _, c := range []struct {
		section, key string
		says         *europass.Profile
	}{
		{europass.SectionPerson, "cvs.write.error.name", &europass.Profile{}},
		{europass.SectionPerson, "cvs.write.error.email", &europass.Profile{Given: "x", Emails: []string{"non so"}}},
		{europass.SectionPerson, "cvs.write.error.phone", &europass.Profile{Given: "x", Phones: []string{"12"}}},
		{europass.SectionPerson, "cvs.write.error.date", &europass.Profile{Given: "x", BirthOn: "1990-02-30"}},
		{europass.SectionPerson, "cvs.write.error.long", &europass.Profile{Given: long}},
		{europass.SectionJobs, "cvs.write.error.position", job(europass.Job{Employer: "x"})},
		{europass.SectionJobs, "cvs.write.error.date", job(europass.Job{Position: "x", Period: europass.Period{From: "anno scorso"}})},
		{europass.SectionJobs, "cvs.write.error.future", job(europass.Job{Position: "x", Period: europass.Period{From: "2026-12"}})},
		{europass.SectionJobs, "cvs.write.error.order", job(europass.Job{Position: "x", Period: europass.Period{From: "2020-05", To: "2019"}})},
		{europass.SectionJobs, "cvs.write.error.long", job(europass.Job{Position: "x", Description: strings.Repeat("à", MaxWords+1)})},
		{europass.SectionJobs, "error.422.text", job(europass.Job{Position: "x\x00"})},
		{europass.SectionStudies, "cvs.write.error.title", &europass.Profile{Education: []europass.Study{{School: "x"}}}},
		{europass.SectionLanguages, "cvs.write.error.language", &europass.Profile{Languages: []europass.Language{{Reading: "A1"}}}},
		{europass.SectionSkills, "cvs.write.error.line", &europass.Profile{Skills: []string{long}}},
		{europass.SectionSkills, "cvs.write.error.many", &europass.Profile{Skills: make([]string, europass.Most+1)}},
		{europass.SectionAbout, "cvs.write.error.long", &europass.Profile{About: strings.Repeat("à", MaxWords+1)}},
	} {
		_, err := WriteDraft(h.ctx, h.db, w, Typed{Section: c.section, Says: c.says}, h.now)
		h.wants(err, fault.Invalid, c.key)
	}
	_, err = WriteDraft(h.ctx, h.db, w, Typed{Section: "salary", Says: &europass.Profile{}}, h.now)
	h.wants(err, fault.NotFound, "")
	wrong := typedJob("x", "", "")
	wrong.Wrong = map[string]string{"from_year": "cvs.write.error.year"}
	_, err = WriteDraft(h.ctx, h.db, w, wrong, h.now)
	h.wants(err, fault.Invalid, "cvs.write.error.year")
	if d := h.draft(w); d.Version != 1 {
		t.Error("something was kept")
	}
	h.write(w, Typed{Section: europass.SectionJobs, Says: job(europass.Job{Position: "x", Period: europass.Period{From: "2020-05", To: "2020"}})})
}

func TestLevelsOfEducation(t *testing.T) {
	for in, want := range map[[2]string]string{{"2", "Licenza media"}: "1", {"3", "Diploma di maturità"}: "4", {"3", "Attestato di qualifica"}: "3",
		{"3", "شهادة ثانوية"}: "", {"1", "Scuola elementare"}: "", {"6", "Laurea"}: "6", {"", ""}: ""} {
		if got := LevelOf(in[0], in[1]); got != want {
			t.Errorf("%v is at %q, want %q", in, got, want)
		}
	}
}

func TestTheDemoDraft(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.must(SeedDraft(h.ctx, h.db, h.person, h.now))
	if d := h.draft(Writer{Actor: h.own}); d == nil || positions(d) != "Muratore" || d.Step != europass.SectionJobs {
		t.Errorf("the demo begins with %+v", d)
	}
}
