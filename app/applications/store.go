package applications

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/cvs"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// Told is an application with what happened and, where a CV went, what its employer did.
type Told struct {
	Application
	Moves []Move
	// Share is nil where no CV went.
	Share *cvs.Share
}

// Find gives an application of a person of the actor's desks; any other id is NotFound.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Told, error) {
	a, _, err := reach(ctx, idb, actor, id)
	if err != nil {
		return nil, err
	}
	return one(ctx, idb, a)
}

// OwnFind gives one of the citizen's own applications; any other id is NotFound.
func OwnFind(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Told, error) {
	a, err := ownReach(ctx, idb, actor, id)
	if err != nil {
		return nil, err
	}
	return one(ctx, idb, a)
}

func one(ctx context.Context, idb bun.IDB, a *Application) (*Told, error) {
	all, err := tell(ctx, idb, []Application{*a})
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}

// reach finds an application and its person, by the desks of the actor.
func reach(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Application, *people.Person, error) {
	a := new(Application)
	if err := idb.NewSelect().Model(a).Where("ap.id = ?", id).Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "find application")
	}
	p, err := people.Find(ctx, idb, actor, a.PersonID)
	return a, p, err
}

func ownReach(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Application, error) {
	a := new(Application)
	err := idb.NewSelect().Model(a).Where("ap.id = ? AND ap.person_id IN "+people.OwnRecords, id, actor.PersonID).Scan(ctx)
	return a, fault.Wrap(db.Translate(err), "find one's own application")
}

// Place is where a list of one person goes on; the zero Place is its beginning.
type Place struct {
	On desks.Date
	ID int64
}

// PageOfPerson is how many applications of a person are given at once.
const PageOfPerson = 30

// OfPerson gives a page of the applications of a person of the actor's desks, merged
// records included, the newest first, and where the next begins, nil on the last one.
func OfPerson(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, after Place) ([]Told, *Place, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return nil, nil, err
	}
	return ofPerson(ctx, idb, p.ID, after, PageOfPerson)
}

// OwnList gives a page of the citizen's own applications as OfPerson does.
func OwnList(ctx context.Context, idb bun.IDB, actor auth.Actor, after Place) ([]Told, *Place, error) {
	return ofPerson(ctx, idb, actor.PersonID, after, PageOfPerson)
}

// OwnAll gives the citizen's own applications for a sheet, Most of them at most.
func OwnAll(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Told, error) {
	all, _, err := ofPerson(ctx, idb, actor.PersonID, Place{}, Most)
	return all, err
}

func ofPerson(ctx context.Context, idb bun.IDB, personID int64, after Place, size int) ([]Told, *Place, error) {
	all := []Application{}
	q := idb.NewSelect().Model(&all).Where("ap.person_id IN "+people.OwnRecords, personID).OrderExpr("ap.sent_on DESC, ap.id DESC").Limit(int64(size) + 1)
	if after.ID != 0 {
		q = q.Where("(ap.sent_on, ap.id) < (?, ?)", after.On, after.ID)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list a person's applications")
	}
	var next *Place
	if len(all) > size {
		all = all[:size]
		next = &Place{all[size-1].SentOn, all[size-1].ID}
	}
	told, err := tell(ctx, idb, all)
	return told, next, err
}

// ofPersonCount counts the applications of a person, and those that wait for an answer.
func ofPersonCount(ctx context.Context, idb bun.IDB, personID int64) (all, open int, err error) {
	err = idb.NewRaw("SELECT count(*), count(*) FILTER (WHERE state IN ('sent', 'interview', 'offer')) FROM applications WHERE person_id IN "+people.OwnRecords, personID).Scan(ctx, &all, &open)
	return all, open, fault.Wrap(db.Translate(err), "count a person's applications")
}

// Sum counts the applications of a person of the actor's desks and those that wait for an
// answer.
func Sum(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) (all, awaiting int, err error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return 0, 0, err
	}
	return ofPersonCount(ctx, idb, p.ID)
}

// OwnMeetings gives the citizen's interviews of today and the days Ahead, the first one
// first.
func OwnMeetings(ctx context.Context, idb bun.IDB, actor auth.Actor, today desks.Date) ([]Application, error) {
	all := []Application{}
	err := idb.NewSelect().Model(&all).Where("ap.person_id IN "+people.OwnRecords, actor.PersonID).
		Where("ap.state = 'interview' AND ap.meet_on BETWEEN ? AND ?", today, today.AddDays(Ahead)).OrderExpr("ap.meet_on, ap.meet_clock, ap.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list one's own interviews")
}

// tell adds what happened to applications.
func tell(ctx context.Context, idb bun.IDB, list []Application) ([]Told, error) {
	all := make([]Told, len(list))
	where, ids, shareIDs := map[int64]int{}, []int64{}, []int64{}
	for i := range list {
		all[i].Application, where[list[i].ID] = list[i], i
		ids = append(ids, list[i].ID)
		if list[i].ShareID != 0 {
			shareIDs = append(shareIDs, list[i].ShareID)
		}
	}
	if len(ids) == 0 {
		return all, nil
	}
	moves, err := movesOf(ctx, idb, ids)
	if err != nil {
		return nil, err
	}
	for _, m := range moves {
		i := where[m.ApplicationID]
		all[i].Moves = append(all[i].Moves, m)
	}
	if len(shareIDs) == 0 {
		return all, nil
	}
	shares := []cvs.Share{}
	if err := idb.NewSelect().Model(&shares).Where("sh.id = ANY(?)", pgdialect.Array(shareIDs)).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find the CVs that went")
	}
	for i := range all {
		for j := range shares {
			if shares[j].ID == all[i].ShareID {
				all[i].Share = &shares[j]
			}
		}
	}
	return all, nil
}

func movesOf(ctx context.Context, idb bun.IDB, ids []int64) ([]Move, error) {
	all := []Move{}
	err := idb.NewSelect().Model(&all).Where("mv.application_id = ANY(?)", pgdialect.Array(ids)).OrderExpr("mv.application_id, mv.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list what happened to applications")
}

// hold keeps a person to the caller until the transaction ends: what two windows post
// comes one after the other.
func hold(ctx context.Context, tx bun.IDB, personID int64) error {
	var id int64
	err := tx.NewRaw("SELECT id FROM people WHERE id = (SELECT COALESCE(root_id, id) FROM people WHERE id = ?) FOR NO KEY UPDATE", personID).Scan(ctx, &id)
	return fault.Wrap(db.Translate(err), "lock a person's applications")
}

// save writes a held application anew.
func (a *Application) save(ctx context.Context, tx bun.IDB, verb, by string, now time.Time) error {
	a.Version, a.WrittenAt, a.WrittenBy = a.Version+1, now, by
	res, err := tx.NewUpdate().Model(a).ExcludeColumn("id", "entry_key", "person_id", "made_by").WherePK().Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "change application")
	}
	return a.trace(ctx, tx, verb, by, now)
}

// trace adds a line to the audit trail: no names, nothing typed.
func (a *Application) trace(ctx context.Context, tx bun.IDB, verb, by string, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{Actor: by, Action: "applications." + verb, Subject: "application", SubjectID: a.ID, DeskID: a.DeskID, At: now,
		Data: map[string]any{"person": a.PersonID, "road": a.Road, "state": a.State, "share": a.ShareID, "version": a.Version}})
}
