package jobs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"regexp"
	"strings"
	"syscall"

	"approdo/app/db"
	"approdo/app/fault"
)

// Reason is an error whose words are fixed in the program, so that they may be
// stored and logged: no value typed by or about a person goes into one.
type Reason string

// Error gives the words.
func (r Reason) Error() string { return string(r) }

type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Permanent marks an error that another attempt cannot mend: the job is dead at
// once. nil stays nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return permanent{err}
}

const maxReason = 500

// Describe says what went wrong without personal data: the words of fault.Wrap,
// then kind and key of a fault, constraint, SQLSTATE, system error, or else only
// the type of the innermost error. At most 500 characters.
func Describe(err error) string {
	var words []string
	for err != nil {
		if _, marked := err.(permanent); marked {
			err = errors.Unwrap(err)
			continue
		}
		if word, done := known(err); done {
			words = append(words, word)
			break
		}
		inner := errors.Unwrap(err)
		if inner == nil {
			words = append(words, leaf(err))
			break
		}
		if doing := doing(err, inner); doing != "" {
			words = append(words, doing)
		}
		err = inner
	}
	return short(strings.Join(words, ": "))
}

// doing is what err adds to its inner error, without names of files and addresses.
func doing(err, inner error) string {
	switch e := err.(type) {
	case *fs.PathError:
		return e.Op
	case *os.LinkError:
		return e.Op
	case *url.Error:
		return e.Op
	case *net.OpError:
		return e.Op
	}
	words, ok := strings.CutSuffix(err.Error(), ": "+inner.Error())
	if !ok {
		return ""
	}
	return personal.ReplaceAllString(words, "…")
}

// known names the errors whose meaning needs none of their values.
func known(err error) (word string, ok bool) {
	switch e := err.(type) {
	case Reason:
		return string(e), true
	case *fault.Fault:
		return describeFault(e), true
	case interface{ Field(k byte) string }: // an answer of PostgreSQL
		return strings.TrimSpace("sqlstate " + e.Field('C') + " " + e.Field('n')), true
	case syscall.Errno:
		return e.Error(), true
	}
	switch err {
	case context.Canceled, context.DeadlineExceeded, os.ErrDeadlineExceeded, errLost, errStopped:
		return err.Error(), true
	}
	return "", false
}

func describeFault(f *fault.Fault) string {
	word := kindName(f.Kind) + " " + f.Key
	for _, field := range f.Fields {
		word += " [" + field.Name + ": " + field.Key + "]"
	}
	if name := db.ConstraintOf(f); name != "" && !strings.Contains(word, name) {
		word += " constraint " + name
	}
	if f.Err != nil && f.Kind != fault.Invalid {
		word += ": " + Describe(f.Err)
	}
	return word
}

func leaf(err error) string {
	var network net.Error
	if errors.As(err, &network) && network.Timeout() {
		return "network timeout"
	}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		var words []string
		for _, e := range several.Unwrap() {
			words = append(words, Describe(e))
		}
		return strings.Join(words, "; ")
	}
	return fmt.Sprintf("%T", err)
}

func kindName(k fault.Kind) string {
	names := [...]string{"internal", "invalid", "not found", "conflict", "held", "forbidden",
		"unauthenticated", "too many", "too large", "unavailable"}
	if int(k) < len(names) {
		return names[k]
	}
	return "internal"
}

// personal is what a wrapping word must not carry: quoted values, addresses, long numbers.
var personal = regexp.MustCompile(`"[^"]*"|'[^']*'|\S*@\S*|\d{5,}`)

func short(s string) string {
	if r := []rune(s); len(r) > maxReason {
		return string(r[:maxReason-1]) + "…"
	}
	return s
}
