package auth

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// What a session keeps for the next page: a message, and a form posted too late.

// SetFlash keeps a message for the next page of the session.
func (m Sessions) SetFlash(ctx context.Context, idb bun.IDB, s Session, f Flash) error {
	_, err := idb.NewRaw(`UPDATE sessions SET flash = ?::jsonb WHERE id = ?`, mustJSON(f), s.ID).Exec(ctx)
	return fault.Wrap(db.Translate(err), "auth: set flash")
}

// TakeFlash gives the message once; ok is false where there is none.
func (m Sessions) TakeFlash(ctx context.Context, idb bun.IDB, s Session) (f Flash, ok bool, err error) {
	ok, err = take(ctx, idb, &f, `UPDATE sessions AS s SET flash = NULL FROM (SELECT id, flash FROM sessions WHERE id = ? FOR UPDATE) AS o
		WHERE s.id = o.id AND o.flash IS NOT NULL RETURNING o.flash::text`, s.ID)
	return f, ok, fault.Wrap(err, "auth: take flash")
}

// resumeMost caps what is kept of a form posted too late.
const resumeMost = 64 << 10

// Park keeps a form posted without a valid session until its owner signs in
// again. Without a session it starts one for a visitor and gives its cookie, ""
// otherwise. Passwords, codes and tokens are not kept; a form over 64 KiB is
// refused with TooLarge.
func (m Sessions) Park(ctx context.Context, idb bun.IDB, s Session, in Resume, lang string, now time.Time) (cookie string, err error) {
	form := url.Values{}
	for name, values := range in.Form {
		if !strings.HasPrefix(name, "_") && !strings.Contains(name, "password") && name != "code" && name != "current" {
			for _, v := range values {
				form.Add(withoutNUL(name), withoutNUL(v))
			}
		}
	}
	body := mustJSON(form)
	if len(body) > resumeMost || len(in.Path) > 2000 {
		return "", fault.New(fault.TooLarge, "error.413.title")
	}
	if s.ID == 0 {
		if cookie, s, err = m.Start(ctx, idb, StartSession{Kind: VisitorSession, Lang: lang}, now); err != nil {
			return "", err
		}
	}
	_, err = idb.NewRaw(`UPDATE sessions SET resume_path = ?, resume_form = ?::jsonb WHERE id = ?`, withoutNUL(in.Path), body, s.ID).Exec(ctx)
	return cookie, fault.Wrap(db.Translate(err), "auth: park form")
}

// TakeResume gives the parked form once; ok is false where there is none.
func (m Sessions) TakeResume(ctx context.Context, idb bun.IDB, s Session) (r Resume, ok bool, err error) {
	ok, err = take(ctx, idb, &r, `UPDATE sessions AS s SET resume_path = NULL, resume_form = NULL
		FROM (SELECT id, resume_path, resume_form FROM sessions WHERE id = ? FOR UPDATE) AS o
		WHERE s.id = o.id AND o.resume_path IS NOT NULL
		RETURNING jsonb_build_object('path', o.resume_path, 'form', o.resume_form)::text`, s.ID)
	return r, ok, fault.Wrap(err, "auth: take parked form")
}

// withoutNUL drops the one character PostgreSQL cannot keep.
func withoutNUL(s string) string { return strings.ReplaceAll(s, "\x00", "") }

// take runs a statement that gives one JSON value and clears it.
func take(ctx context.Context, idb bun.IDB, dest any, query string, args ...any) (bool, error) {
	var raw string
	err := db.Translate(idb.NewRaw(query, args...).Scan(ctx, &raw))
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, json.Unmarshal([]byte(raw), dest)
}
