package people

import (
	"context"
	"slices"
	"time"

	"github.com/nyaruka/phonenumbers"
	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
)

// Ways in which a person reaches their own area.
const (
	ByMail  = string(mail.ByMail)
	BySMS   = string(mail.BySMS)
	OnPaper = "paper"
)

// How long a way stays open: until it is first used, and after each use.
const (
	accessFirst = 30 * 24 * time.Hour
	accessAgain = 180 * 24 * time.Hour
)

// Access is the way in which a person may open their own area.
type Access struct {
	bun.BaseModel `bun:"table:person_accesses,alias:w"`

	ID       int64 `bun:",pk,autoincrement"`
	PersonID int64
	Channel  string
	// Recipient is where link and codes go, "" on paper.
	Recipient   string
	Lang        string
	Nonce       []byte
	GivenAt     time.Time
	GivenBy     string
	ExpiresAt   time.Time
	OpenedAt    *time.Time
	UsedAt      *time.Time
	WithdrawnAt *time.Time
	WithdrawnBy string
}

// Live reports whether the way opens the area now.
func (w *Access) Live(now time.Time) bool { return w.WithdrawnAt == nil && now.Before(w.ExpiresAt) }

// AccessForm says how a person gets their area: the channel and, but on paper, one of the
// contacts of the file. After is the id of the way its author saw, 0 for none.
type AccessForm struct {
	Channel, Recipient string
	After              int64
}

// Reachable are the addresses and mobile numbers of a file that messages may go to, none
// for who must not get any.
func (p *Person) Reachable() []Contact {
	var all []Contact
	for _, c := range p.Contacts {
		if !p.Silent && (c.Kind == Email || textable(c.Value)) {
			all = append(all, c)
		}
	}
	return all
}

func textable(number string) bool {
	n, err := phonenumbers.Parse(number, "IT")
	if err != nil {
		return false
	}
	kind := phonenumbers.GetNumberType(n)
	return kind == phonenumbers.MOBILE || kind == phonenumbers.FIXED_LINE_OR_MOBILE
}

// AccessOf gives the way of a person of the actor's desks, the latest one, nil where
// there never was any.
func AccessOf(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Access, error) {
	p, err := Find(ctx, idb, actor, id)
	if err != nil {
		return nil, err
	}
	return latestAccess(ctx, idb, p.ID)
}

func latestAccess(ctx context.Context, idb bun.IDB, root int64) (*Access, error) {
	w := new(Access)
	err := idb.NewSelect().Model(w).Where("w.person_id = ?0 OR w.person_id IN (SELECT id FROM people WHERE root_id = ?0)", root).
		OrderExpr("w.withdrawn_at IS NOT NULL, w.id DESC").Limit(1).Scan(ctx)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return w, fault.Wrap(err, "find the way to an area")
}

// SharedWith counts the other people of the program whose file holds the contact too:
// who reads it may be one of them.
func SharedWith(ctx context.Context, idb bun.IDB, id int64, value string) (n int, err error) {
	err = idb.NewRaw(`SELECT count(DISTINCT COALESCE(p.root_id, p.id)) FROM person_contacts AS k JOIN people AS p ON p.id = k.person_id
		WHERE k.value = ? AND COALESCE(p.root_id, p.id) <> ?`, value, id).Scan(ctx, &n)
	return n, fault.Wrap(db.Translate(err), "count who shares a contact")
}

// GiveAccess opens the own area to a person of the actor's desks and sends the link; the
// way before it is withdrawn and its sessions end. The same again within a minute is
// quiet; a way somebody else gave or withdrew meanwhile is Conflict
// "people.access.changed". Invalid names way.
func GiveAccess(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, in AccessForm, now time.Time) (w *Access, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := lock(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if p.Contacts, err = contacts(ctx, tx, p.ID); err != nil {
			return err
		}
		if err := in.check(p); err != nil {
			return err
		}
		if w, err = latestAccess(ctx, tx, p.ID); err != nil {
			return err
		}
		switch {
		case w != nil && w.ID != in.After && w.Live(now) && w.Channel == in.Channel && w.Recipient == in.Recipient && now.Sub(w.GivenAt) < time.Minute:
			return nil
		case w == nil && in.After != 0, w != nil && w.ID != in.After:
			return fault.New(fault.Conflict, "people.access.changed")
		}
		if _, err := endAccesses(ctx, tx, actor, p.ID, now); err != nil {
			return err
		}
		w = &Access{PersonID: p.ID, Channel: in.Channel, Recipient: in.Recipient, Lang: p.Lang, Nonce: auth.Nonce(),
			GivenAt: now, GivenBy: actor.Ref(), ExpiresAt: now.Add(accessFirst)}
		return w.give(ctx, tx, actor, now)
	})
	return w, err
}

func (in AccessForm) check(p *Person) error {
	var k fault.Check
	known := in.Channel == OnPaper && in.Recipient == "" || slices.ContainsFunc(p.Reachable(), func(c Contact) bool {
		return c.Value == in.Recipient && (in.Channel == ByMail) == (c.Kind == Email) && (in.Channel == BySMS) == (c.Kind == Phone)
	})
	k.If(!known, "way", "people.access.choose")
	return k.Err()
}

// give writes the way and its message.
func (w *Access) give(ctx context.Context, tx bun.IDB, actor auth.Actor, now time.Time) error {
	if !i18n.Supported(w.Lang) {
		w.Lang = i18n.Italian
	}
	if _, err := tx.NewInsert().Model(w).ExcludeColumn("opened_at", "used_at", "withdrawn_at").Returning("id").Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "give a way to an area")
	}
	if err := w.Tell(ctx, tx, kindAccess, "person_access", w.ID, now); err != nil {
		return err
	}
	return record(ctx, tx, actor, "access_give", w.PersonID, 0, map[string]any{"access": w.ID, "channel": w.Channel}, now)
}

// Tell queues a message to where the way leads; nothing on paper.
func (w *Access) Tell(ctx context.Context, tx bun.IDB, kind, subject string, id int64, now time.Time) error {
	if w.Channel == OnPaper {
		return nil
	}
	return mail.Queue(ctx, tx, mail.Message{Kind: kind, Subject: subject, SubjectID: id, Channel: mail.Channel(w.Channel), To: w.Recipient, Lang: w.Lang}, now)
}

// WithdrawAccess closes the own area of a person of the actor's desks at once: no link
// opens it, whoever is in is out. Closed already is quiet.
func WithdrawAccess(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := lock(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		ended, err := endAccesses(ctx, tx, actor, p.ID, now)
		if err != nil || ended == 0 {
			return err
		}
		return record(ctx, tx, actor, "access_withdraw", p.ID, 0, nil, now)
	})
}

// closeLost withdraws a way that leads where the person is no longer: the contact was
// taken out of the file, or nobody may write there any more because others read it.
func closeLost(ctx context.Context, tx bun.IDB, actor auth.Actor, p *Person, now time.Time) error {
	w, err := latestAccess(ctx, tx, p.ID)
	if err != nil || w == nil || w.WithdrawnAt != nil || w.Channel == OnPaper ||
		slices.ContainsFunc(p.Reachable(), func(c Contact) bool { return c.Value == w.Recipient }) {
		return err
	}
	if _, err := endAccesses(ctx, tx, actor, p.ID, now); err != nil {
		return err
	}
	return record(ctx, tx, actor, "access_withdraw", p.ID, 0, nil, now)
}

// endAccesses withdraws what is open of a root and of its merged records.
func endAccesses(ctx context.Context, tx bun.IDB, actor auth.Actor, root int64, now time.Time) (int, error) {
	var ids []int64
	err := tx.NewRaw(`UPDATE person_accesses SET withdrawn_at = ?1, withdrawn_by = ?2
		WHERE (person_id = ?0 OR person_id IN (SELECT id FROM people WHERE root_id = ?0)) AND withdrawn_at IS NULL RETURNING id`,
		root, now, actor.Ref()).Scan(ctx, &ids)
	if err != nil {
		return 0, fault.Wrap(db.Translate(err), "withdraw the way to an area")
	}
	return len(ids), fault.Wrap(auth.EndAccesses(ctx, tx, ids), "withdraw the way to an area")
}

// OwnRecords is a subquery of the ids of all records of the person with an id, merged
// ones too: the scope of what a citizen reads as themselves.
const OwnRecords = `(SELECT own.id FROM people AS me JOIN people AS own
	ON own.id = COALESCE(me.root_id, me.id) OR own.root_id = COALESCE(me.root_id, me.id) WHERE me.id = ?)`

// Own gives the citizen's own file, NotFound for who is nobody's.
func Own(ctx context.Context, idb bun.IDB, actor auth.Actor) (*Person, error) {
	p := new(Person)
	err := idb.NewSelect().Model(p).Where("p.id = (SELECT COALESCE(root_id, id) FROM people WHERE id = ?) AND p.forgotten_at IS NULL", actor.PersonID).Scan(ctx)
	return p, fault.Wrap(db.Translate(err), "find one's own file")
}

// OfAccess gives the person a way belongs to, for a message about it.
func OfAccess(ctx context.Context, idb bun.IDB, w *Access) (*Person, error) {
	return Own(ctx, idb, auth.Actor{PersonID: w.PersonID})
}

// liveAccess is a way that opens an area now, by id.
func liveAccess(ctx context.Context, idb bun.IDB, id int64, now time.Time) (*Access, error) {
	w := new(Access)
	err := idb.NewSelect().Model(w).Where("w.id = ? AND w.withdrawn_at IS NULL AND w.expires_at > ?", id, now).Scan(ctx)
	return w, fault.Wrap(db.Translate(err), "find a way to an area")
}

// OwnWay gives the way that is open now to the person with an id, merged records included;
// NotFound where there is none.
func OwnWay(ctx context.Context, idb bun.IDB, personID int64, now time.Time) (*Access, error) {
	w := new(Access)
	err := idb.NewSelect().Model(w).Where("w.person_id IN "+OwnRecords, personID).Where("w.withdrawn_at IS NULL AND w.expires_at > ?", now).
		Order("w.id DESC").Limit(1).Scan(ctx)
	return w, fault.Wrap(db.Translate(err), "find a way to an area")
}
