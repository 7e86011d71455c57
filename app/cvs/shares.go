package cvs

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/mail"
	"approdo/app/people"
)

// shareLife is how long an employer may open a CV.
const shareLife = 30 * 24 * time.Hour

// Share is a CV that was sent to an employer: a secret link, opened with a code.
type Share struct {
	bun.BaseModel `bun:"table:cv_shares,alias:sh"`

	ID              int64 `bun:",pk,autoincrement"`
	CVID            int64 `bun:"cv_id,nullzero"`
	PersonID        int64
	ConsentID       int64
	Employer, Email string
	CreatedAt       time.Time
	CreatedBy       string
	ExpiresAt       time.Time
	// OpenedAt is when the blind version was first opened, TakenAt when the whole file was.
	OpenedAt, TakenAt *time.Time
	EndedAt           *time.Time
	EndedBy, EndedWhy string
	// ToldAt is when the employer was asked to delete the copy, ClearedAt when they
	// answered that they did.
	ToldAt, ClearedAt *time.Time
}

// Masked is the address without what a stranger should not learn: "l…@officina.example".
func (s *Share) Masked() string {
	name, domain, _ := strings.Cut(s.Email, "@")
	return string([]rune(name)[:1]) + "…@" + domain
}

// Reasons why an employer's link ended.
const (
	WhyConsent = "consent" // the person took it back, or its time was over
	WhyCV      = "cv"      // the CV was deleted, replaced or is obsolete
	WhyStaff   = "staff"
	WhyTime    = "time"
	WhyPerson  = "person"     // the person gave up the job it was sent for
	WhyHeld    = "restricted" // the person asked that their data be limited, or objected
)

// Live reports whether the link opens now, as far as the row says.
func (s *Share) Live(now time.Time) bool { return s.EndedAt == nil && now.Before(s.ExpiresAt) }

// ShareWith sends the CV of a person of the actor's desks to the employer of a consent that
// stands: a mail with a link, whose code goes to the same address. Sent already is quiet.
// Without a valid CV it is Conflict "cvs.error.share_cv"; without consent "cvs.error.
// share_consent".
func ShareWith(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, email string, now time.Time) (s *Share, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Find(ctx, tx, actor, personID)
		if err != nil {
			return err
		}
		s, err = share(ctx, tx, actor, p.ID, consents.CleanEmail(email), now)
		return err
	})
	return s, err
}

func share(ctx context.Context, tx bun.Tx, actor auth.Actor, root int64, email string, now time.Time) (*Share, error) {
	if err := lockRoot(ctx, tx, root); err != nil {
		return nil, err
	}
	c, err := consents.Live(ctx, tx, root, consents.Sharing, email, now)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, fault.New(fault.Conflict, "cvs.error.share_consent")
	}
	v, err := latest(ctx, tx, root, counting)
	if err != nil {
		return nil, err
	}
	if v == nil || v.Obsolete(now) {
		return nil, fault.New(fault.Conflict, "cvs.error.share_cv")
	}
	if err := endShares(ctx, tx, auth.Program("shares"), WhyTime, now, "sh.cv_id = ? AND sh.email = ? AND sh.expires_at <= ?", v.ID, email, now); err != nil {
		return nil, err
	}
	s := new(Share)
	err = tx.NewSelect().Model(s).Where("sh.cv_id = ? AND sh.email = ? AND sh.ended_at IS NULL", v.ID, email).Scan(ctx)
	if err = db.Translate(err); !fault.Is(err, fault.NotFound) {
		return s, fault.Wrap(err, "find a CV that was sent")
	}
	s = &Share{CVID: v.ID, PersonID: root, ConsentID: c.ID, Employer: c.Employer, Email: c.EmployerEmail, CreatedAt: now, CreatedBy: actor.Ref(), ExpiresAt: now.Add(shareLife)}
	return s, s.send(ctx, tx, actor, now)
}

// send writes the row, the mail to the employer and the one to the person.
func (s *Share) send(ctx context.Context, tx bun.Tx, actor auth.Actor, now time.Time) error {
	_, err := tx.NewInsert().Model(s).ExcludeColumn("opened_at", "taken_at", "ended_at", "told_at", "cleared_at").Returning("id").Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "send a CV")
	}
	if err := s.trace(ctx, tx, actor, "share", now); err != nil {
		return err
	}
	if err := mail.Queue(ctx, tx, mail.Message{Kind: kindShared, Subject: shareSubject, SubjectID: s.ID, To: s.Email, Lang: employerLang}, now); err != nil {
		return err
	}
	return s.tellSent(ctx, tx, now)
}

func (s *Share) trace(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "cvs." + verb, Subject: "person", SubjectID: s.PersonID, At: now,
		Data: map[string]any{"share": s.ID, "cv": s.CVID, "consent": s.ConsentID}})
}

// EndShare ends an employer's link to the CV of a person of the actor's desks, at once.
// Ended already is quiet; a foreign one is NotFound.
func EndShare(ctx context.Context, idb bun.IDB, actor auth.Actor, personID, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Find(ctx, tx, actor, personID)
		if err != nil {
			return err
		}
		known, err := tx.NewSelect().Model((*Share)(nil)).Where("sh.id = ? AND sh.person_id IN "+people.OwnRecords, id, p.ID).Exists(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "find a CV that was sent")
		}
		if !known {
			return fault.Missing()
		}
		return endShares(ctx, tx, actor, WhyStaff, now, "sh.id = ?", id)
	})
}

// endUnagreed ends the links of an employer the person does not agree to any more.
func endUnagreed(ctx context.Context, tx bun.Tx, actor auth.Actor, root int64, email string, now time.Time) error {
	c, err := consents.Live(ctx, tx, root, consents.Sharing, email, now)
	if err != nil || c != nil {
		return err
	}
	return endShares(ctx, tx, actor, WhyConsent, now, "sh.email = ? AND sh.person_id IN "+people.OwnRecords, email, root)
}

// endShares ends the open links for which a condition made of constants holds, and asks
// each employer who opened one to delete what they kept.
func endShares(ctx context.Context, tx bun.Tx, actor auth.Actor, why string, now time.Time, where string, args ...any) error {
	ended := []Share{}
	args = append([]any{now, actor.Ref(), why}, args...)
	err := tx.NewRaw("UPDATE cv_shares AS sh SET ended_at = ?, ended_by = ?, ended_why = ? WHERE sh.ended_at IS NULL AND "+where+" RETURNING *", args...).Scan(ctx, &ended)
	if err != nil {
		return fault.Wrap(db.Translate(err), "end the links of employers")
	}
	for i := range ended {
		if err := ended[i].trace(ctx, tx, actor, "share_end", now); err != nil {
			return err
		}
		if err := ended[i].tell(ctx, tx, now); err != nil {
			return err
		}
	}
	return nil
}

// tell asks the employer to delete the copy; once, however often a link ends.
func (s *Share) tell(ctx context.Context, tx bun.Tx, now time.Time) error {
	if _, err := tx.NewRaw("UPDATE cv_shares SET told_at = ? WHERE id = ?", now, s.ID).Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "tell an employer")
	}
	return mail.Queue(ctx, tx, mail.Message{Kind: kindOver, Subject: shareSubject, SubjectID: s.ID, To: s.Email, Lang: employerLang}, now)
}

// Shares gives the employers that the CVs of a person of the actor's desks were sent to,
// the latest first.
func Shares(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) ([]Share, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	return sharesOf(ctx, idb, p.ID)
}

// OwnShares gives the employers that the citizen's CV was sent to, the latest first.
func OwnShares(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Share, error) {
	return sharesOf(ctx, idb, actor.PersonID)
}

func sharesOf(ctx context.Context, idb bun.IDB, personID int64) ([]Share, error) {
	all := []Share{}
	err := idb.NewSelect().Model(&all).Where("sh.person_id IN "+people.OwnRecords, personID).Order("sh.id DESC").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list where a CV was sent")
}
