package imports

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/people"
)

// town opens three people from a file of another program, with its numbers.
func (h *office) town() map[string]int64 {
	h.Helper()
	h.source = "Vecchio archivio"
	id := h.tried("nome;cognome;nato il;codice fiscale;id utente\nFatima;Benali;03/03/1990;;17\nOlena;Esempio;04/04/1991;;18\nOlena;Esempio;05/05/1992;;19")
	h.Must(Import(h.Context(), h.DB, h.actor, id, now))
	h.work(id)
	h.counts(id, map[string]int{Opened: 3})
	var rows []struct {
		Number   string
		PersonID int64
	}
	h.Must(h.DB.NewRaw("SELECT number, person_id FROM import_numbers").Scan(h.Context(), &rows))
	all := map[string]int64{}
	for _, r := range rows {
		all[r.Number] = r.PersonID
	}
	return all
}

// told is what stands in the file of a person, as JSON.
func (h *office) told(id int64) string {
	h.Helper()
	all, err := people.Entries(h.Context(), h.DB, h.actor, id)
	h.Must(err)
	var lines []string
	for _, e := range all {
		data, err := json.Marshal(e.Data)
		h.Must(err)
		lines = append(lines, e.Kind+string(data))
	}
	return strings.Join(lines, "\n")
}

func TestHistoryFindsItsPeopleAndNamesWhoIsLost(t *testing.T) {
	h := open(t)
	who := h.town()
	h.kind = "education"
	id := h.tried("Id utente;Cognome e nome;Nato il;Titolo di studio;Anno\n" +
		"17;;;Laurea magistrale in fisica;15/07/2015\n" + // by number
		";Olena Esempio;05/05/1992;licenza media;2005/2006\n" + // by name and birth
		";Olena Esempio;;Diploma;2010\n" + // two have the name
		"17;Mario Altro;;Diploma;2010\n" + // the number is somebody else's
		"99;;;Diploma;2010\n" + // nobody
		"18;;;Qualcosa;duemila") // bad cells
	h.counts(id, map[string]int{Good: 2, Lost: 3, Bad: 1})
	h.Must(Import(t.Context(), h.DB, h.actor, id, now))
	h.work(id)
	h.counts(id, map[string]int{Opened: 2, Lost: 3, Bad: 1})
	if got := h.told(who["17"]); got != `education{"isced":"7","title":"Laurea magistrale in fisica","year":"2015"}` {
		t.Error(got)
	}
	if got := h.told(who["19"]); got != `education{"isced":"2","title":"licenza media","year":"2006"}` {
		t.Error(got)
	}
	rows, _, err := h.batch(id).Rows(t.Context(), h.DB, Bad, 0)
	h.Must(err)
	if got := fmt.Sprint(rows[0].Problems); got != "[{3 imports.error.level map[]} {4 people.error.entry_year map[]}]" {
		t.Error(got)
	}
	rows, _, err = h.batch(id).Rows(t.Context(), h.DB, Lost, 0)
	h.Must(err)
	known, err := h.batch(id).Candidates(t.Context(), h.DB, h.actor, rows)
	h.Must(err)
	if len(known[4]) != 2 || len(known[5]) != 1 || known[5][0].ID != who["17"] || len(known[6]) != 0 {
		t.Fatalf("candidates %+v", known)
	}
	typed := []Correction{{Row: 4, PersonID: who["18"]}, {Row: 6, Cells: map[int]string{0: "19"}}, {Row: 5, PersonID: 999_999}}
	h.Must(Correct(t.Context(), h.DB, h.actor, id, typed, now))
	h.counts(id, map[string]int{Opened: 2, Good: 2, Lost: 1, Bad: 1})
	h.Must(Import(t.Context(), h.DB, h.actor, id, now))
	h.work(id)
	if got := h.told(who["18"]); got != `education{"isced":"3","title":"Diploma","year":"2010"}` {
		t.Error(got)
	}
}

func TestHistoryIsWrittenOnceAndUndoneWhereNobodyChangedIt(t *testing.T) {
	h := open(t)
	who := h.town()
	h.kind = "job"
	file := "id;mansione;dal;al;contratto\n17;Magazziniera;03/2019;dicembre 2020;tempo determinato\n17;Cuoca;2021;;indeterminato\n18;Saldatrice;;;\n18;Saldatrice;;;"
	id := h.tried(file)
	h.counts(id, map[string]int{Good: 3, Twin: 1})
	h.Must(Import(t.Context(), h.DB, h.actor, id, now))
	h.work(id)
	h.counts(id, map[string]int{Opened: 3, Twin: 1})
	if got := h.told(who["17"]); got != `job{"contract":"permanent","from":"2021","occupation":"Cuoca"}
job{"contract":"fixed","from":"2019-03","occupation":"Magazziniera","to":"2020-12"}` {
		t.Error(got)
	}
	h.counts(h.tried(file), map[string]int{Twin: 4}) // the same file again
	all, err := people.Entries(t.Context(), h.DB, h.actor, who["17"])
	h.Must(err)
	h.Must(people.ChangeEntry(t.Context(), h.DB, h.actor, who["17"], all[0].ID, map[string]string{"occupation": "Capocuoca"}, now))
	h.Must(Undo(t.Context(), h.DB, h.actor, id, now))
	h.work(id)
	h.counts(id, map[string]int{Taken: 2, Kept: 1, Twin: 1})
	if got := h.told(who["17"]); got != `job{"occupation":"Capocuoca"}` {
		t.Error(got)
	}
	if got := h.told(who["18"]); got != "" {
		t.Error(got)
	}
}

func TestAKilledJobOfHistoryGoesOnWithoutDoubles(t *testing.T) {
	h := open(t)
	who := h.town()
	h.kind = people.Past
	text := "id;data;tipo;note;operatore"
	for i := range step + 50 {
		text += fmt.Sprintf("\n17;%02d/%02d/2020;colloquio;incontro %d;Operatrice Prova", 1+i%28, 1+i%12, i)
	}
	id := h.tried(text)
	h.counts(id, map[string]int{Good: step + 50})
	h.Must(Import(t.Context(), h.DB, h.actor, id, now))
	first := stepper{names: newNames(), batch: id, now: now}
	if more, err := first.step(t.Context(), h.DB); err != nil || !more {
		t.Fatal(more, err)
	}
	killed, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := first.step(killed, h.DB); err == nil {
		t.Fatal("a killed step said it was done")
	}
	h.work(id)
	h.work(id)
	var n int
	h.Must(h.DB.NewRaw("SELECT count(*) FROM person_past WHERE person_id = ?", who["17"]).Scan(t.Context(), &n))
	if n != step+50 {
		t.Fatalf("%d lines", n)
	}
	history, err := people.TimelineOf(t.Context(), h.DB, h.actor, who["17"], []string{people.EventPast}, people.Place{}, 3)
	h.Must(err)
	events, err := people.Events(t.Context(), h.DB, h.actor, history)
	h.Must(err)
	if len(events) != 4 || events[0].Code != "contact" || !strings.HasSuffix(events[0].Text, " · Operatrice Prova") {
		t.Errorf("events %+v", events)
	}
	stranger := auth.Actor{UserID: 5, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.desk + 1}}
	if err := h.exec(fmt.Sprintf(`WITH d AS (INSERT INTO desks (site_id, kind, slug, name) SELECT site_id, kind, 'd2', name FROM desks RETURNING id)
		INSERT INTO person_desks (person_id, desk_id, since, by) SELECT %d, id, now(), 'user:5' FROM d`, who["17"])); err != nil {
		t.Fatal(err)
	}
	events, err = people.Events(t.Context(), h.DB, stranger, history)
	h.Must(err)
	if len(events) != 0 {
		t.Errorf("another desk reads %+v", events)
	}
	h.Must(Undo(t.Context(), h.DB, h.actor, id, now))
	h.work(id)
	h.counts(id, map[string]int{Taken: step + 50})
}

func TestUndoingPeopleLeavesWhoHasAHistory(t *testing.T) {
	h := open(t)
	h.town()
	h.kind = people.Past
	id := h.tried("id;data;note\n17;01/02/2020;telefonata")
	h.Must(Import(t.Context(), h.DB, h.actor, id, now))
	h.work(id)
	var batch int64
	h.Must(h.DB.NewRaw("SELECT min(id) FROM import_batches").Scan(t.Context(), &batch))
	h.Must(Undo(t.Context(), h.DB, h.actor, batch, now))
	h.work(batch)
	h.counts(batch, map[string]int{Taken: 2, Kept: 1})
	var numbers []string
	h.Must(h.DB.NewRaw("SELECT number FROM import_numbers").Scan(t.Context(), &numbers))
	if fmt.Sprint(numbers) != "[17]" {
		t.Errorf("numbers left: %v", numbers)
	}
}

func TestACertainTwinKeepsItsNumber(t *testing.T) {
	h := open(t)
	f := people.Form{Identity: people.Identity{Given: "Mario", Surname: "Rossi", FiscalCode: "RSSMRA85T10A562S", Lang: "it"}}
	known, err := people.Open(t.Context(), h.DB, h.actor, h.desk, f, now)
	h.Must(err)
	id := h.tried("nome;cognome;cf;id\nMario;Rossi;RSSMRA85T10A562S;7\nAda;Prova;;8")
	h.counts(id, map[string]int{Twin: 1, Good: 1})
	h.Must(Import(t.Context(), h.DB, h.actor, id, now))
	h.work(id)
	h.kind = "language"
	id = h.tried("id;lingua;livello\n7;francese;B1\n7;arabo;madrelingua\n8;bambara;ottimo\n8;inglese;B9")
	h.counts(id, map[string]int{Good: 3, Bad: 1})
	h.Must(Import(t.Context(), h.DB, h.actor, id, now))
	h.work(id)
	if got := h.told(known); got != `language{"lang":"ar","mother":"1"}
language{"interaction":"b1","lang":"fr","listening":"b1","reading":"b1","speaking":"b1","writing":"b1"}` {
		t.Error(got)
	}
}

func TestTheColumnsOfAHistoryMustSayWhoAndWhat(t *testing.T) {
	h := open(t)
	h.kind = "education"
	id := h.upload("a;b\nx;y")
	for _, fields := range [][]string{{"title", ""}, {"full_name", ""}, {"full_name", "occupation"}, {"", ""}} {
		if err := Map(t.Context(), h.DB, h.actor, id, fields, now); err == nil {
			t.Errorf("%v was taken", fields)
		}
	}
	h.Must(Map(t.Context(), h.DB, h.actor, id, []string{"full_name", "title"}, now))
	if b := h.batch(h.upload("a;b\nx;y")); fmt.Sprint(b.Fields) != "[full_name title]" {
		t.Errorf("forgot %v", b.Fields)
	}
	h.kind = "licence"
	if b := h.batch(h.upload("a;b\nx;y")); fmt.Sprint(b.Fields) != "[ ]" {
		t.Errorf("headings of another kind were taken: %v", b.Fields)
	}
}

// Every choice is understood by the words with which the office shows it.
func TestChoicesAreReadAsTheOfficeWritesThem(t *testing.T) {
	for _, lang := range []string{"it", "en"} {
		data, err := os.ReadFile("../../locales/office." + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]any
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatal(err)
		}
		for _, k := range append(people.Kinds(), people.PastKind()) {
			for _, r := range k.Fields {
				for _, c := range r.Choices {
					label, ok := texts["people."+k.Name+"."+r.Name+"."+c].(string)
					if !ok {
						label = c
					}
					label = strings.TrimSpace(strings.TrimLeft(label, "012345678· "))
					if got, ok := choiceOf(k.Name, r, label); !ok || got != c {
						t.Errorf("%s %s.%s: %q is read as %q, want %q", lang, k.Name, r.Name, label, got, c)
					}
				}
			}
		}
	}
}

func TestMonthsAndYearsAsPeopleWriteThem(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "2019": "2019", "3/2019": "2019-03", "03.2019": "2019-03", "2019-3": "2019-03", "2019/12": "2019-12", "Marzo 2019": "2019-03",
		"sept 2020": "2020-09", "15/03/2019": "2019-03", "2019-03-15": "2019-03", "43539": "2019-03", "boh": "!", "13/2019": "!", "foo 2019": "!",
	} {
		got, ok := monthOf(cell)
		if ok != (want != "!") || ok && got != want {
			t.Errorf("%q: %q %v", cell, got, ok)
		}
	}
	for cell, want := range map[string]string{"2018/2019": "2019", "2018-2019": "2019", "30/06/2019": "2019", "2019": "2019", "x": "!"} {
		got, ok := yearOf(cell)
		if ok != (want != "!") || ok && got != want {
			t.Errorf("%q: %q %v", cell, got, ok)
		}
	}
	if _, ok := dayOf("1985"); ok {
		t.Error("a year alone was read as a day of 1905")
	}
}
