package cvs

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/preferences"
)

// CandidatesPage is how many candidates a page holds.
const CandidatesPage = 20

// Wanted is what is looked for; empty fields ask for nothing.
type Wanted struct {
	OccupationID int64
	// Words must all be in the CV.
	Words string
	// Language is a tag, Licence a type of the file, Place a town or its beginning.
	Language, Licence, Place string
	// Before is the CV after which the page begins, 0 for the first.
	Before int64
}

// found are the rows of the index that may be shown at a time and to an actor: everything
// they stand on is asked again, so that a stale row shows nothing. Each question is asked
// row by row in the order of the page (OFFSET 0), so that a page costs a page.
func found(idb bun.IDB, actor auth.Actor, now time.Time) *bun.SelectQuery {
	q := idb.NewSelect().TableExpr("cv_index AS x").Join("JOIN cvs AS v ON v.id = x.cv_id").
		Join("JOIN consents AS co ON co.id = x.consent_id").Join("JOIN people AS p ON p.id = x.person_id AND p.root_id IS NULL").
		Where("v.state = 'ready' AND v.replaced_at IS NULL AND v.removed_at IS NULL AND v.deleted_at IS NULL AND v.valid_until > ?", now).
		Where(theirs("v")).Where("co.purpose = 'matching'").Where(theirs("co")).Where(consents.LiveRow, now).
		Where("NOT EXISTS (SELECT FROM people_restrictions AS held WHERE held.lifted_at IS NULL AND held.person_id IN (SELECT own.id FROM people AS own WHERE own.id = p.id OR own.root_id = p.id) OFFSET 0)").
		Where("EXISTS (SELECT FROM preferences AS f WHERE f.removed_at IS NULL AND f.person_id IN (SELECT own.id FROM people AS own WHERE own.id = p.id OR own.root_id = p.id) OFFSET 0)")
	if ids, all := actor.Desks(); !all {
		q = q.Where("EXISTS (SELECT FROM person_desks AS pd WHERE pd.person_id = p.id AND pd.desk_id = ANY(?) OFFSET 0)", pgdialect.Array(ids))
	}
	return q
}

// theirs says that a row of CVs or consents is of the person p, under whatever record: the
// index may still hold what records that are apart again brought together.
func theirs(row string) string {
	return "EXISTS (SELECT FROM people AS q WHERE q.id = " + row + ".person_id AND COALESCE(q.root_id, q.id) = x.person_id OFFSET 0)"
}

// narrow adds what is looked for.
func (w Wanted) narrow(q *bun.SelectQuery) *bun.SelectQuery {
	const mine = "IN (SELECT own.id FROM people AS own WHERE own.id = p.id OR own.root_id = p.id)"
	if w.OccupationID != 0 {
		q = q.Where("EXISTS (SELECT FROM preferences AS f WHERE f.occupation_id = ? AND f.removed_at IS NULL AND f.person_id "+mine+" OFFSET 0)", w.OccupationID).Where(preferences.Counts, w.OccupationID)
	}
	if words := strings.TrimSpace(w.Words); words != "" {
		q = q.Where("x.words @@ plainto_tsquery('simple', immutable_unaccent(?))", words)
	}
	for kind, value := range map[string]string{"language": w.Language, "licence": w.Licence} {
		field := map[string]string{"language": "lang", "licence": "type"}[kind]
		if value != "" {
			q = q.Where("EXISTS (SELECT FROM person_entries AS e WHERE e.kind = ? AND e.removed_at IS NULL AND e.data->>? = ? AND e.person_id "+mine+" OFFSET 0)", kind, field, value)
		}
	}
	if place := strings.TrimSpace(w.Place); place != "" {
		q = q.Where("starts_with(lower(p.city), lower(?))", place)
	}
	if w.Before > 0 {
		q = q.Where("x.cv_id < ?", w.Before)
	}
	return q
}

// Candidates gives the blind CVs of people of the actor's desks who agreed to be found,
// the latest CV first, and where the next page begins, 0 on the last. Forbidden to who may
// not look for candidates.
func Candidates(ctx context.Context, idb bun.IDB, actor auth.Actor, w Wanted, now time.Time) ([]Blind, int64, error) {
	if !actor.May(auth.CandidatesRead) {
		return nil, 0, fault.New(fault.Forbidden, "error.403.title")
	}
	var rows []CV
	err := w.narrow(found(idb, actor, now)).ColumnExpr("v.id, p.id AS person_id").OrderExpr("x.cv_id DESC").Limit(CandidatesPage+1).Scan(ctx, &rows)
	if err != nil {
		return nil, 0, fault.Wrap(db.Translate(err), "look for candidates")
	}
	next := int64(0)
	if len(rows) > CandidatesPage {
		rows = rows[:CandidatesPage]
		next = rows[CandidatesPage-1].ID
	}
	all := make([]Blind, 0, len(rows))
	for i := range rows {
		b, err := blindOf(ctx, idb, &rows[i])
		if err != nil {
			return nil, 0, err
		}
		all = append(all, *b)
	}
	return all, next, nil
}

// Candidate gives the blind CV of one of Candidates and notes who read it; any other id is
// NotFound.
func Candidate(ctx context.Context, idb bun.IDB, actor auth.Actor, cvID int64, now time.Time) (*Blind, error) {
	v, err := candidate(ctx, idb, actor, cvID, now)
	if err != nil {
		return nil, err
	}
	if err := people.NoteRead(ctx, idb, actor, v.PersonID, people.PartCV, now); err != nil {
		return nil, err
	}
	return blindOf(ctx, idb, v)
}

func candidate(ctx context.Context, idb bun.IDB, actor auth.Actor, cvID int64, now time.Time) (*CV, error) {
	if !actor.May(auth.CandidatesRead) {
		return nil, fault.Missing()
	}
	v := new(CV)
	err := found(idb, actor, now).Where("x.cv_id = ?", cvID).ColumnExpr("v.id, p.id AS person_id").Scan(ctx, v)
	return v, fault.Wrap(db.Translate(err), "find a candidate")
}

// AskCandidate asks a candidate whether their CV may go to an employer; as consents.Ask.
func AskCandidate(ctx context.Context, idb bun.IDB, actor auth.Actor, cvID int64, employer, email string, now time.Time) (told bool, err error) {
	v, err := candidate(ctx, idb, actor, cvID, now)
	if err != nil {
		return false, err
	}
	_, told, err = consents.Ask(ctx, idb, actor, v.PersonID, employer, email, now)
	return told, err
}

// ShareCandidate sends the CV of a candidate to an employer they agreed to; as ShareWith.
func ShareCandidate(ctx context.Context, idb bun.IDB, actor auth.Actor, cvID int64, email string, now time.Time) (*Share, error) {
	v, err := candidate(ctx, idb, actor, cvID, now)
	if err != nil {
		return nil, err
	}
	return ShareWith(ctx, idb, actor, v.PersonID, email, now)
}

// CandidateAnswer is what a candidate said of an employer, and whether their CV was sent.
type CandidateAnswer struct {
	consents.Request
	// Agreed says that a consent stands; Sent is the link, nil for none.
	Agreed bool
	Sent   *Share
}

// CandidateAnswers gives what a candidate was asked and answered, the latest first, one
// line for an employer.
func CandidateAnswers(ctx context.Context, idb bun.IDB, actor auth.Actor, cvID int64, now time.Time) ([]CandidateAnswer, error) {
	v, err := candidate(ctx, idb, actor, cvID, now)
	if err != nil {
		return nil, err
	}
	asked, err := consents.Requests(ctx, idb, actor, v.PersonID)
	if err != nil {
		return nil, err
	}
	sent, err := sharesOf(ctx, idb, v.PersonID)
	if err != nil {
		return nil, err
	}
	all, told := []CandidateAnswer{}, map[string]bool{}
	for _, q := range asked {
		if told[q.EmployerEmail] {
			continue
		}
		told[q.EmployerEmail] = true
		c, err := consents.Live(ctx, idb, v.PersonID, consents.Sharing, q.EmployerEmail, now)
		if err != nil {
			return nil, err
		}
		a := CandidateAnswer{Request: q, Agreed: c != nil}
		for i := range sent {
			if sent[i].Email == q.EmployerEmail && a.Sent == nil {
				a.Sent = &sent[i]
			}
		}
		all = append(all, a)
	}
	return all, nil
}
