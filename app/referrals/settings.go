package referrals

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Settings say how long silence may last, in days.
type Settings struct {
	bun.BaseModel `bun:"table:referral_settings,alias:s"`

	One bool `bun:",pk"`
	// AnswerDays after the sending the answer is late, for both desks and for who
	// follows the person.
	AnswerDays int
	// EscalateDays after that the coordinator has to look.
	EscalateDays int
	// ExpireDays after the sending nobody waits any more.
	ExpireDays int
}

// Initial are the rules where nobody set any.
func Initial() Settings { return Settings{One: true, AnswerDays: 7, EscalateDays: 7, ExpireDays: 30} }

// FindSettings gives the rules in force.
func FindSettings(ctx context.Context, idb bun.IDB) (Settings, error) {
	s := Initial()
	err := db.Translate(idb.NewSelect().Model(&s).Where("s.one").Scan(ctx))
	if fault.Is(err, fault.NotFound) {
		return Initial(), nil
	}
	return s, fault.Wrap(err, "find the rules of referrals")
}

// SaveSettings writes the rules; what was sent keeps the day its answer is due. Invalid
// names the fields answer, escalate and expire.
func SaveSettings(ctx context.Context, idb bun.IDB, actor auth.Actor, s Settings, now time.Time) error {
	s.One = true
	var k fault.Check
	k.If(s.AnswerDays < 1 || s.AnswerDays > 60, "answer", "referrals.error.days", "From", 1, "To", 60)
	k.If(s.EscalateDays < 1 || s.EscalateDays > 60, "escalate", "referrals.error.days", "From", 1, "To", 60)
	k.If(s.ExpireDays < 3 || s.ExpireDays > 180, "expire", "referrals.error.days", "From", 3, "To", 180)
	if err := k.Err(); err != nil {
		return err
	}
	k.If(s.ExpireDays <= s.AnswerDays+s.EscalateDays, "expire", "referrals.error.order", "Days", s.AnswerDays+s.EscalateDays)
	if err := k.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewInsert().Model(&s).On("CONFLICT (one) DO UPDATE").
			Set("answer_days = EXCLUDED.answer_days, escalate_days = EXCLUDED.escalate_days, expire_days = EXCLUDED.expire_days").Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "save the rules of referrals")
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "referrals.set", Subject: "referral_settings", SubjectID: 1,
			Data: map[string]any{"answer": s.AnswerDays, "escalate": s.EscalateDays, "expire": s.ExpireDays}, At: now})
	})
}
