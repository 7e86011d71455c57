package auth

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/mail"
)

// User is a back-office account as screens may show it; its secrets never leave
// this package.
type User struct {
	bun.BaseModel `bun:"table:users,alias:u"`

	ID         int64 `bun:",pk"`
	Email      string
	Name       string
	Lang       string
	Roles      []Role  `bun:",array"`
	DeskIDs    []int64 `bun:"desk_ids,array"`
	Demo       bool
	CreatedAt  time.Time
	SignedInAt time.Time `bun:",nullzero"`
	DisabledAt time.Time `bun:",nullzero"`
	// PasswordChangedAt is zero until the person chose one.
	PasswordChangedAt time.Time `bun:",nullzero"`
	// TOTPConfirmedAt is when the authenticator app was set up, zero without one.
	TOTPConfirmedAt time.Time `bun:"totp_confirmed_at,nullzero"`
	// Passkeys is how many the account holds, CodesLeft its unused recovery codes.
	Passkeys  int `bun:",scanonly"`
	CodesLeft int `bun:",scanonly"`
}

// Enabled reports whether the account may sign in.
func (u User) Enabled() bool { return u.DisabledAt.IsZero() }

// HasSecondFactor reports whether an authenticator app or a passkey is set up.
func (u User) HasSecondFactor() bool { return !u.TOTPConfirmedAt.IsZero() || u.Passkeys > 0 }

// NeedsSecondFactor reports whether a role of the account obliges it to one.
func (u User) NeedsSecondFactor() bool {
	return slices.ContainsFunc(u.Roles, Role.SeesPersonalData)
}

// Has reports whether the account holds the role.
func (u User) Has(r Role) bool { return slices.Contains(u.Roles, r) }

// UserForm is what an administrator types about an account.
type UserForm struct {
	Email   string
	Name    string
	Lang    string
	Roles   []Role
	DeskIDs []int64
}

// clean trims and checks; the fault names every field that is wrong.
func (f *UserForm) clean() error {
	f.Email, f.Name = cleanEmail(f.Email), strings.TrimSpace(f.Name)
	var c fault.Check
	c.If(!validEmail(f.Email), "email", "auth.user.email_wrong")
	n := utf8.RuneCountInString(f.Name)
	c.If(n == 0, "name", "auth.user.name_missing")
	c.If(n > 120 || strings.ContainsRune(f.Name, 0), "name", "auth.user.name_long", "Max", 120)
	c.If(f.Lang != "it" && f.Lang != "en", "lang", "auth.user.lang_wrong")
	c.If(len(f.Roles) == 0, "roles", "auth.user.roles_missing")
	for _, r := range f.Roles {
		c.If(!slices.Contains(Roles, r), "roles", "auth.user.roles_wrong")
	}
	f.Roles, f.DeskIDs = sorted(f.Roles), sorted(f.DeskIDs)
	c.If(len(f.DeskIDs) > 0 && f.DeskIDs[0] <= 0, "desks", "auth.user.desks_wrong")
	return c.Err()
}

func sorted[T ~string | ~int64](in []T) []T {
	out := append([]T{}, in...)
	slices.Sort(out)
	return slices.Compact(out)
}

// cleanEmail brings an address as typed to the one form it is stored and looked
// up in; one that cannot be is left as it is, in lower case.
func cleanEmail(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if clean, err := mail.Address(s); err == nil {
		return clean
	}
	return s
}

// validEmail accepts what mail can be sent to.
func validEmail(s string) bool {
	clean, err := mail.Address(s)
	return err == nil && clean == s
}

// UserFilter narrows ListUsers; zero fields do not narrow.
type UserFilter struct {
	// Search is looked for in names and addresses.
	Search string
	Role   Role
	DeskID int64
	// Disabled shows the accounts that may not sign in any more instead of the others.
	Disabled bool
}

const userCounts = userColumns + `,
	(SELECT count(*) FROM user_passkeys p WHERE p.user_id = u.id) AS passkeys,
	(SELECT count(*) FROM user_recovery_codes c WHERE c.user_id = u.id AND c.used_at IS NULL) AS codes_left`

// ListUsers gives the accounts by name, at most 500, to who manages them.
func ListUsers(ctx context.Context, idb bun.IDB, actor Actor, f UserFilter) ([]User, error) {
	if !actor.May(UsersManage) {
		return nil, fault.New(fault.Forbidden, "error.403.title")
	}
	var users []User
	q := selectUsers(idb, &users).OrderExpr("u.name, u.id").Limit(500)
	if f.Disabled {
		q = q.Where("u.disabled_at IS NOT NULL")
	} else {
		q = q.Where("u.disabled_at IS NULL")
	}
	if s := strings.TrimSpace(f.Search); s != "" {
		q = q.Where("position(lower(?0) IN lower(u.name)) > 0 OR position(lower(?0) IN u.email) > 0", s)
	}
	if f.Role != "" {
		q = q.Where("? = ANY (u.roles)", string(f.Role))
	}
	if f.DeskID != 0 {
		q = q.Where("? = ANY (u.desk_ids)", f.DeskID)
	}
	err := q.Scan(ctx)
	return users, fault.Wrap(db.Translate(err), "auth: list users")
}

// FindUser gives one account: one's own, or any to who manages them.
func FindUser(ctx context.Context, idb bun.IDB, actor Actor, id int64) (User, error) {
	if id <= 0 || (id != actor.UserID && !actor.May(UsersManage)) {
		return User{}, fault.Missing()
	}
	return findUser(ctx, idb, "u.id = ?", id)
}

// NamesOf gives the names of accounts by id, for lists that hold only ids.
// Unknown ids are left out.
func NamesOf(ctx context.Context, idb bun.IDB, ids []int64) (map[int64]string, error) {
	var rows []struct {
		ID   int64
		Name string
	}
	err := idb.NewRaw(`SELECT id, name FROM users WHERE id = ANY (?)`, pgdialect.Array(ids)).Scan(ctx, &rows)
	names := make(map[int64]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, fault.Wrap(db.Translate(err), "auth: names")
}

func selectUsers(idb bun.IDB, dest any) *bun.SelectQuery {
	return idb.NewSelect().Model(dest).ColumnExpr(userCounts)
}

const userColumns = `u.id, u.email, u.name, u.lang, u.roles, u.desk_ids, u.demo, u.created_at, u.signed_in_at, u.disabled_at,
	u.password_changed_at, u.totp_confirmed_at`

func findUser(ctx context.Context, idb bun.IDB, where string, arg any) (User, error) {
	var u User
	err := selectUsers(idb, &u).Where(where, arg).Scan(ctx)
	return u, fault.Wrap(db.Translate(err), "auth: find user")
}

// Accounts gives id and name of the enabled accounts that may receive people, by
// name, for who links them to operators: DesksManage.
func Accounts(ctx context.Context, idb bun.IDB, actor Actor) ([]User, error) {
	if !actor.May(DesksManage) {
		return nil, fault.New(fault.Forbidden, "error.403.title")
	}
	var users []User
	err := selectUsers(idb, &users).Where("u.disabled_at IS NULL").OrderExpr("u.name, u.id").Limit(500).Scan(ctx)
	users = slices.DeleteFunc(users, func(u User) bool { return !Actor{Roles: u.Roles}.May(AppointmentsManage) })
	return users, fault.Wrap(db.Translate(err), "auth: list accounts")
}

// Colleagues gives id and name of the enabled accounts that may follow people at a
// desk, by name: those of the desk and those that see every desk.
func Colleagues(ctx context.Context, idb bun.IDB, deskID int64) ([]User, error) {
	users, err := CaseWorkers(ctx, idb)
	return slices.DeleteFunc(users, func(u User) bool {
		return !slices.Contains(u.DeskIDs, deskID) && !Actor{Roles: u.Roles}.May(AllDesks)
	}), err
}

// CaseWorkers gives id, name and desks of the enabled accounts that may follow people,
// at whatever desk, by name.
func CaseWorkers(ctx context.Context, idb bun.IDB) ([]User, error) {
	var users []User
	err := selectUsers(idb, &users).Where("u.disabled_at IS NULL").OrderExpr("u.name, u.id").Limit(500).Scan(ctx)
	users = slices.DeleteFunc(users, func(u User) bool { return !Actor{Roles: u.Roles}.May(CasesManage) })
	return users, fault.Wrap(db.Translate(err), "auth: list colleagues")
}
