package towntest

import (
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/people"
	"approdo/app/towntest/stage"
)

// Town is a stage with people on it.
type Town struct{ *stage.Stage }

// New is a town without anybody, in a database or a transaction (testdb.New, testdb.Tx),
// at a time of Italy written like "2026-11-24 18:00".
func New(t testing.TB, idb bun.IDB, now string) *Town { return On(t, idb, At(now).UTC()) }

// On is New at a moment that is known already.
func On(t testing.TB, idb bun.IDB, now time.Time) *Town { return &Town{stage.On(t, idb, now)} }

// At is a time of Italy written like "2026-11-24 18:00".
func At(s string) time.Time { return stage.At(s) }

// Day is a day written like "2026-11-24".
func Day(s string) desks.Date { return stage.Day(s) }

// Together runs n copies at the same moment and waits for all.
func Together(n int, fn func(i int)) { stage.Together(n, fn) }

// Person opens the file of somebody the actor's first desk gets to know: "Fatima Prova",
// or "Fatima" without a surname, who reads Arabic. Edits say more about them.
func (h *Town) Person(actor auth.Actor, name string, edits ...func(*people.Form)) int64 {
	h.Helper()
	given, surname, _ := strings.Cut(name, " ")
	form := people.Form{Identity: people.Identity{Given: given, Surname: surname, Lang: "ar"}}
	for _, edit := range edits {
		edit(&form)
	}
	id, err := people.Open(h.Ctx, h.DB, actor, actor.DeskIDs[0], form, h.Now)
	h.Must(err)
	return id
}

// Reading is an edit for Person: they read another language.
func Reading(lang string) func(*people.Form) {
	return func(f *people.Form) { f.Lang = lang }
}

// Case takes a person in charge at the actor's first desk, with the notice in Arabic.
func (h *Town) Case(actor auth.Actor, person int64) int64 {
	h.Helper()
	id, err := cases.TakeInCharge(h.Ctx, h.DB, actor,
		cases.Intake{PersonID: person, DeskID: actor.DeskIDs[0], NoticeVersion: "2026-11", NoticeLang: "ar"}, h.Now)
	h.Must(err)
	return id
}
