package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"os"
	"strings"

	"github.com/uptrace/bun/driver/pgdriver"

	"approdo/app/fault"
)

const (
	keyUnavailable = "error.503.title"
	// held is the code with which a trigger of ours refuses; its words are a message key.
	held = "HELD1"
)

// Translate turns an error of the database into what the program can act on:
//   - no row: NotFound;
//   - a broken unique, exclusion, check or foreign key constraint: Conflict with
//     the key "constraint.<name>";
//   - refused by a rule of ours on what is held: Held with the sentence's key;
//   - too slow, locked, cancelled, down or unreachable: Unavailable;
//   - any other error of the server: wrapped, without the server's words where
//     they quote values;
//   - anything else is not ours and stays itself, as do nil and a fault.
func Translate(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.As(err); ok {
		return err
	}
	if errors.Is(err, sql.ErrNoRows) {
		f := fault.Missing()
		f.Err = err
		return f
	}
	if constraint := ConstraintOf(err); constraint != "" {
		return &fault.Fault{Kind: fault.Conflict, Key: "constraint." + constraint, Err: err}
	}
	var pg pgdriver.Error
	if errors.As(err, &pg) && pg.Field('C') == held {
		return &fault.Fault{Kind: fault.Held, Key: pg.Field('M'), Err: err}
	}
	if unavailable(err) {
		return &fault.Fault{Kind: fault.Unavailable, Key: keyUnavailable, Err: err}
	}
	if errors.As(err, new(failure)) || !errors.As(err, &pg) {
		return err
	}
	return failure{pg}
}

// ConstraintOf names the unique, exclusion, check or foreign key constraint that
// err says was broken, "" where it says no such thing. It looks into faults too.
func ConstraintOf(err error) string {
	var pg pgdriver.Error
	if !errors.As(err, &pg) {
		return ""
	}
	switch pg.Field('C') {
	case "23505", "23P01", "23514", "23503":
		return pg.Field('n')
	}
	return ""
}

// unavailable reports whether the same work may succeed a little later.
func unavailable(err error) bool {
	var pg pgdriver.Error
	if errors.As(err, &pg) {
		return transient(pg.Field('C'))
	}
	for _, target := range []error{
		context.DeadlineExceeded, context.Canceled, os.ErrDeadlineExceeded,
		driver.ErrBadConn, sql.ErrConnDone, net.ErrClosed, io.EOF, io.ErrUnexpectedEOF, errReadOnly,
	} {
		if errors.Is(err, target) {
			return true
		}
	}
	var n net.Error
	return errors.As(err, &n)
}

// Refused reports whether the server answered and would not have us: a wrong
// password, role or database name. Waiting does not help; the settings must change.
func Refused(err error) bool {
	var pg pgdriver.Error
	if !errors.As(err, &pg) {
		return false
	}
	code := pg.Field('C')
	return strings.HasPrefix(code, "28") || code == "3D000"
}

// transient looks at a SQLSTATE: timeouts, locks, serialisation, shutdown and
// start-up, lack of connections or memory, and loss of the connection.
func transient(code string) bool {
	switch code {
	case "57014", "55P03", "40001", "40P01", "25P03", "25P04", "25006":
		return true
	}
	for _, class := range []string{"08", "53", "57P"} {
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	return false
}

// failure is an error of the server that is ours to mend. Of an error about a
// value (class 22) only the code is said: the sentence quotes what somebody typed.
type failure struct{ err pgdriver.Error }

func (f failure) Error() string {
	if code := f.err.Field('C'); strings.HasPrefix(code, "22") {
		return "database: a value was refused (SQLSTATE=" + code + ")"
	}
	return "database: " + f.err.Error()
}

func (f failure) Unwrap() error { return f.err }
