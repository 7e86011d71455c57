package auth

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"
)

// SessionKind is who a session belongs to.
type SessionKind string

// Kinds of session.
const (
	OfficeSession  SessionKind = "office"  // a back-office account
	AreaSession    SessionKind = "area"    // a citizen who proved an e-mail address
	PersonSession  SessionKind = "person"  // a citizen who proved to be one person
	VisitorSession SessionKind = "visitor" // somebody whose posted form must be kept
)

// Stage is how far an office sign-in has come.
type Stage string

// Stages of a session. Only StageFull and StageDemo give an actor.
const (
	StageSecond Stage = "second" // password proved, second factor still owed
	StageEnrol  Stage = "enrol"  // password proved, a second factor must be set up first
	StageDemo   Stage = "demo"   // demo account that skipped the second factor
	StageFull   Stage = "full"
)

// How long sessions live. The absolute life starts at sign-in, the idle life at
// the last request; a session that still owes a second factor has 15 minutes.
const (
	officeLife  = 12 * time.Hour
	officeIdle  = 60 * time.Minute
	areaLife    = 12 * time.Hour
	areaIdle    = 30 * time.Minute
	visitorKeep = 24 * time.Hour
	pendingLife = 15 * time.Minute
	// expiredKeep is how long an expired session is still recognised, so that a
	// form posted too late is offered again after signing in.
	expiredKeep = 24 * time.Hour
)

// Session is one browser's visit. The zero Session is a visitor without one.
type Session struct {
	ID     int64
	Kind   SessionKind
	Stage  Stage
	UserID int64
	Email  string
	// PersonID and AccessID are those of a PersonSession.
	PersonID  int64
	AccessID  int64
	Lang      string
	Agent     string
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
	// Expired is true for a session found within a day after its end: it gives
	// no actor, but its forms are recognised and can be parked.
	Expired bool
	// HasFlash and HasResume say that TakeFlash and TakeResume will find something.
	HasFlash, HasResume bool

	csrf  []byte
	actor Actor
}

// Actor is who acts through the session: nobody while a second factor is owed
// and after the end.
func (s Session) Actor() Actor {
	if s.Expired {
		return Actor{}
	}
	return s.actor
}

// Pending reports whether a password was proved and a second step is owed.
func (s Session) Pending() bool {
	return !s.Expired && (s.Stage == StageSecond || s.Stage == StageEnrol)
}

// csrfToken is what the session's forms carry, "" without a session.
func (s Session) csrfToken() string {
	if len(s.csrf) == 0 {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(s.csrf)
}

func equal(a, b string) bool { return a != "" && hmac.Equal([]byte(a), []byte(b)) }

// ends is the moment the session stops being valid, idle life included.
func (s Session) ends() time.Time {
	idle := visitorKeep
	switch {
	case s.Kind == OfficeSession:
		idle = officeIdle
	case s.Kind == AreaSession, s.Kind == PersonSession:
		idle = areaIdle
	}
	if at := s.SeenAt.Add(idle); at.Before(s.ExpiresAt) {
		return at
	}
	return s.ExpiresAt
}

// life is how long a new session of this kind and stage may last at most.
func life(kind SessionKind, stage Stage) time.Duration {
	switch {
	case stage == StageSecond || stage == StageEnrol:
		return pendingLife
	case kind == OfficeSession:
		return officeLife
	case kind == AreaSession, kind == PersonSession:
		return areaLife
	}
	return visitorKeep
}

// sessionRow is the session with the account it belongs to, read in one query.
type sessionRow struct {
	bun.BaseModel `bun:"table:sessions,alias:s"`

	ID        int64 `bun:",pk"`
	Kind      SessionKind
	Stage     Stage
	UserID    int64  `bun:",nullzero"`
	Email     string `bun:",nullzero"`
	PersonID  int64  `bun:",nullzero"`
	AccessID  int64  `bun:",nullzero"`
	CSRF      []byte `bun:"csrf"`
	Lang      string
	Agent     string
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
	HasFlash  bool `bun:",scanonly"`
	HasResume bool `bun:",scanonly"`

	UserName    string  `bun:",scanonly"`
	UserLang    string  `bun:",scanonly"`
	UserRoles   []Role  `bun:",array,scanonly"`
	UserDesks   []int64 `bun:",array,scanonly"`
	UserEnabled bool    `bun:",scanonly"`
}

const sessionColumns = `s.id, s.kind, s.stage, s.user_id, s.email, s.person_id, s.access_id, s.csrf, s.lang, s.agent, s.created_at, s.seen_at, s.expires_at,
	s.flash IS NOT NULL AS has_flash, s.resume_path IS NOT NULL AS has_resume,
	coalesce(u.name, '') AS user_name, coalesce(u.lang, '') AS user_lang,
	coalesce(u.roles, '{}') AS user_roles, coalesce(u.desk_ids, '{}') AS user_desks,
	(u.id IS NULL OR u.disabled_at IS NULL) AS user_enabled`

func (r sessionRow) session(now time.Time) Session {
	s := Session{ID: r.ID, Kind: r.Kind, Stage: r.Stage, UserID: r.UserID, Email: r.Email, PersonID: r.PersonID,
		AccessID: r.AccessID, Lang: r.Lang, Agent: r.Agent,
		CreatedAt: r.CreatedAt, SeenAt: r.SeenAt, ExpiresAt: r.ExpiresAt, HasFlash: r.HasFlash, HasResume: r.HasResume, csrf: r.CSRF}
	s.Expired = !now.Before(s.ends())
	switch {
	case r.Kind == AreaSession:
		s.actor = Actor{Email: r.Email, Lang: r.Lang, SessionID: r.ID}
	case r.Kind == PersonSession:
		s.actor = Actor{PersonID: r.PersonID, Lang: r.Lang, SessionID: r.ID}
	case r.Kind == OfficeSession && (r.Stage == StageFull || r.Stage == StageDemo):
		s.actor = Actor{UserID: r.UserID, Name: r.UserName, Roles: r.UserRoles, DeskIDs: r.UserDesks, Lang: r.UserLang, SessionID: r.ID}
	}
	return s
}

// Flash is one message kept for the next page. Key and Args make its sentence.
type Flash struct {
	// Kind is "success", "info", "warning" or "danger".
	Kind string         `json:"kind"`
	Key  string         `json:"key"`
	Args map[string]any `json:"args,omitempty"`
}

// Resume is a form that was posted when the session had expired.
type Resume struct {
	Path string              `json:"path"`
	Form map[string][]string `json:"form"`
}

// agentSummary shortens a User-Agent for the list of sessions.
func agentSummary(agent string) string {
	const most = 200
	if r := []rune(agent); len(r) > most {
		return string(r[:most])
	}
	return agent
}

func mustJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("auth: encode: " + err.Error()) // only our own plain types come here
	}
	return string(b)
}
