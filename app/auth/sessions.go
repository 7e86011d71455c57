package auth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/db"
	"approdo/app/fault"
)

// Sessions finds, starts and ends sessions. Get one from a Gate or NewSessions;
// it is safe for use by many at once.
type Sessions struct {
	signer      Signer
	development bool
}

// NewSessions makes Sessions. Outside development a session that skipped the
// second factor is not recognised.
func NewSessions(signer Signer, development bool) Sessions { return Sessions{signer, development} }

// StartSession says what a new session is.
type StartSession struct {
	Kind   SessionKind
	Stage  Stage // StageFull when empty
	UserID int64
	Email  string
	// PersonID and AccessID say whose and by which way given; see PersonSession.
	PersonID, AccessID int64
	Lang               string
	Agent              string
	// Replaces is the session the browser held before: it ends, and what was
	// parked on it goes over when it belonged to nobody or to the same person.
	Replaces Session
}

// Find gives the session of a cookie's value. An unknown cookie gives the zero
// Session and no error; a session that ended by itself less than a day ago comes
// back with Expired set.
func (m Sessions) Find(ctx context.Context, idb bun.IDB, cookie string, now time.Time) (Session, error) {
	hash, ok := cookieHash(cookie)
	if !ok {
		return Session{}, nil
	}
	var row sessionRow
	err := idb.NewSelect().Model(&row).ColumnExpr(sessionColumns).Join("LEFT JOIN users AS u ON u.id = s.user_id").
		Where("s.token_hash = ?", hash).Scan(ctx)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return Session{}, nil
	}
	if err != nil {
		return Session{}, fault.Wrap(err, "auth: find session")
	}
	s := row.session(now)
	tooOld := now.Sub(s.ends()) > expiredKeep
	if tooOld || !row.UserEnabled || (row.Stage == StageDemo && !m.development) {
		return Session{}, nil
	}
	return s, nil
}

// CSRFToken is what forms shown now must carry: the session's own secret, or the
// visitor's (see Signer.VisitorCookie) where there is no session.
func (m Sessions) CSRFToken(s Session, visitorCookie string, now time.Time) string {
	if t := s.csrfToken(); t != "" && !s.Expired {
		return t
	}
	return m.signer.VisitorToken(visitorCookie, now)
}

// CheckCSRF compares in constant time. A form shown in a session stays good for
// a day after the session expired, so that it reaches Park; it gives no actor.
func (m Sessions) CheckCSRF(s Session, visitorCookie, token string, now time.Time) bool {
	return equal(s.csrfToken(), token) || ((s.ID == 0 || s.Expired) && equal(m.signer.VisitorToken(visitorCookie, now), token))
}

// Start writes a new session and gives the cookie's value. The id is always new:
// one known before signing in is worth nothing after.
func (m Sessions) Start(ctx context.Context, idb bun.IDB, in StartSession, now time.Time) (cookie string, s Session, err error) {
	if in.Stage == "" {
		in.Stage = StageFull
	}
	raw := random(32)
	sum := sha256.Sum256(raw)
	row := sessionRow{Kind: in.Kind, Stage: in.Stage, UserID: in.UserID, Email: in.Email,
		PersonID: in.PersonID, AccessID: in.AccessID, CSRF: random(32), Lang: in.Lang,
		Agent: agentSummary(in.Agent), CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(life(in.Kind, in.Stage))}
	cookie = base64.RawURLEncoding.EncodeToString(raw)
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewInsert().Model(&row).ExcludeColumn("id").Value("token_hash", "?", sum[:]).Returning("id").Exec(ctx)
		if err != nil || in.Replaces.ID == 0 {
			return err
		}
		return takeOver(ctx, tx, in.Replaces, row)
	})
	if err != nil {
		return "", Session{}, fault.Wrap(err, "auth: start session")
	}
	s, err = m.Find(ctx, idb, cookie, now)
	return cookie, s, err
}

// takeOver ends the old session and carries over its flash and its parked form,
// never from one person to another.
func takeOver(ctx context.Context, tx bun.Tx, old Session, fresh sessionRow) error {
	same := old.Kind == VisitorSession || (old.Kind == fresh.Kind && old.UserID == fresh.UserID && old.Email == fresh.Email &&
		old.PersonID == fresh.PersonID)
	if same {
		_, err := tx.NewRaw(`UPDATE sessions AS s SET resume_path = o.resume_path, resume_form = o.resume_form
			FROM sessions AS o WHERE s.id = ? AND o.id = ?`, fresh.ID, old.ID).Exec(ctx)
		if err != nil {
			return err
		}
	}
	_, err := tx.NewRaw(`DELETE FROM sessions WHERE id = ?`, old.ID).Exec(ctx)
	return err
}

// Touch notes that the session was used, at most once a minute.
func (m Sessions) Touch(ctx context.Context, idb bun.IDB, s Session, now time.Time) error {
	if s.ID == 0 || s.Expired || now.Sub(s.SeenAt) < time.Minute {
		return nil
	}
	_, err := idb.NewRaw(`UPDATE sessions SET seen_at = ? WHERE id = ? AND seen_at < ?`, now, s.ID, now).Exec(ctx)
	return fault.Wrap(db.Translate(err), "auth: touch session")
}

// SetLang remembers the language the person chose.
func (m Sessions) SetLang(ctx context.Context, idb bun.IDB, s Session, lang string) error {
	_, err := idb.NewRaw(`UPDATE sessions SET lang = ? WHERE id = ?`, lang, s.ID).Exec(ctx)
	return fault.Wrap(db.Translate(err), "auth: session language")
}

// SignOut ends the session the request came with; quiet where there is none.
func (m Sessions) SignOut(ctx context.Context, idb bun.IDB, s Session, now time.Time) error {
	if s.ID == 0 {
		return nil
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewRaw(`DELETE FROM sessions WHERE id = ?`, s.ID).Exec(ctx)
		if err = db.One(res, err); fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil || s.Kind == VisitorSession {
			return err
		}
		who := Actor{UserID: s.UserID, Email: s.Email, PersonID: s.PersonID}
		return audit.Record(ctx, tx, audit.Entry{Actor: who.Ref(), Action: "auth.signout", Subject: "session", SubjectID: s.ID, At: now})
	})
}

// List gives the actor's own running sessions, the latest used first.
func (m Sessions) List(ctx context.Context, idb bun.IDB, actor Actor, now time.Time) ([]Session, error) {
	if actor.UserID == 0 {
		return nil, fault.Missing()
	}
	var rows []sessionRow
	err := idb.NewSelect().Model(&rows).ColumnExpr(sessionColumns).Join("LEFT JOIN users AS u ON u.id = s.user_id").
		Where("s.user_id = ?", actor.UserID).Where("s.expires_at > ?", now).OrderExpr("s.seen_at DESC, s.id DESC").Limit(100).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "auth: list sessions")
	}
	var live []Session
	for _, r := range rows {
		if s := r.session(now); !s.Expired {
			live = append(live, s)
		}
	}
	return live, nil
}

// End revokes one of the actor's own sessions; somebody else's is not found.
func (m Sessions) End(ctx context.Context, idb bun.IDB, actor Actor, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewRaw(`DELETE FROM sessions WHERE id = ? AND user_id = ? AND user_id <> 0`, id, actor.UserID).Exec(ctx)
		if err := db.One(res, err); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "auth.session_revoke", Subject: "session", SubjectID: id, At: now})
	})
}

// EndOthers revokes every session of the actor but the one in use and says how many.
func (m Sessions) EndOthers(ctx context.Context, idb bun.IDB, actor Actor, now time.Time) (n int64, err error) {
	if actor.UserID == 0 {
		return 0, fault.Missing()
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if n, err = endSessions(ctx, tx, actor.UserID, actor.SessionID); err != nil || n == 0 {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "auth.session_revoke_others", Subject: "user",
			SubjectID: actor.UserID, Data: map[string]any{"sessions": n}, At: now})
	})
	return n, err
}

// endSessions removes the sessions of an account, all but the one kept (0 keeps none).
func endSessions(ctx context.Context, tx bun.IDB, userID, keep int64) (int64, error) {
	res, err := tx.NewRaw(`DELETE FROM sessions WHERE user_id = ? AND id <> ?`, userID, keep).Exec(ctx)
	if err != nil {
		return 0, db.Translate(err)
	}
	return res.RowsAffected()
}

// EndAccesses removes every session that was opened by one of the ways given.
func EndAccesses(ctx context.Context, tx bun.IDB, ids []int64) error {
	_, err := tx.NewRaw(`DELETE FROM sessions WHERE access_id = ANY(?)`, pgdialect.Array(ids)).Exec(ctx)
	return fault.Wrap(db.Translate(err), "auth: end sessions of persons")
}

func cookieHash(cookie string) ([]byte, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil || len(raw) != 32 {
		return nil, false
	}
	sum := sha256.Sum256(raw)
	return sum[:], true
}
