package web

import (
	"encoding/hex"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/files"
)

// Where files of the office and of a person's own area go in parts.
const (
	OfficeParts = "/ufficio/caricamenti"
	OwnParts    = "/area-personale/caricamenti"
)

// partsSuffix makes the name of the hidden fields that stand, in a form sent after its
// files, for the files of a field: cv → cv-parts.
const partsSuffix = "-parts"

// uploadsAnHour is how many files one network may begin to send in an hour: an office
// behind one address scans many.
const uploadsAnHour = 600

// TakeParts registers, below an address, the way files take in parts before their form is
// sent (parts/upload.html): begin or go on, one part, give up. Whoever the guard lets pass
// reaches what they began themselves, and nothing else.
func (a *App) TakeParts(base string, g Guard) {
	a.Post(base, g, a.beginParts)
	a.postPart(base+"/:upload", g, a.takePart)
	a.Post(base+"/:upload/annulla", g, a.dropParts)
}

// sender is who a file on its way belongs to, "" where nobody is known.
func sender(r *Request) string {
	switch {
	case r.Actor.UserID != 0, r.Actor.PersonID != 0:
		return r.Actor.Ref()
	case r.Session.ID != 0:
		return "session:" + strconv.FormatInt(r.Session.ID, 10)
	}
	return ""
}

// beginParts answers with the upload's id and how much of it is here.
func (a *App) beginParts(c *fiber.Ctx) error {
	r, f := Of(c), ReadForm(c)
	near := hex.EncodeToString(a.signer.Network(c.IP()).Near)
	if err := auth.Allow(c.UserContext(), a.db.Web, "uploads:"+near, uploadsAnHour, time.Hour, r.Now); err != nil {
		return err
	}
	u, err := files.BeginUpload(c.UserContext(), a.db.Web, files.NewUpload{Owner: sender(r), Purpose: f.Get("purpose"),
		Name: f.Get("name"), Stamp: f.Get("stamp"), Size: f.Int64("size")}, r.Now)
	if err != nil {
		return err
	}
	return plain(c, fiber.StatusOK, u.ID+" "+strconv.FormatInt(u.Received, 10))
}

// takePart answers with how much is here now; 409 says that the part did not belong there.
func (a *App) takePart(c *fiber.Ctx) error {
	r := Of(c)
	at, err := strconv.ParseInt(c.Query("da"), 10, 64)
	if err != nil {
		return fault.Missing()
	}
	u, err := files.AppendPart(c.UserContext(), a.db.Web, a.vault, sender(r), c.Params("upload"), at, c.Body(), r.Now)
	if fault.Is(err, fault.Conflict) && u != nil {
		return plain(c, fiber.StatusConflict, strconv.FormatInt(u.Received, 10))
	}
	if err != nil {
		return err
	}
	return plain(c, fiber.StatusOK, strconv.FormatInt(u.Received, 10))
}

func (a *App) dropParts(c *fiber.Ctx) error {
	if err := files.DropUpload(c.UserContext(), a.db.Web, a.vault, sender(Of(c)), c.Params("upload")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// plain answers a script in one line.
func plain(c *fiber.Ctx, code int, text string) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Status(code).SendString(text)
}

// forScript reports whether the answer is read by a script of ours, which shows sentences
// in the page it stands in.
func forScript(c *fiber.Ctx) bool { return c.Get(fiber.HeaderAccept) == fiber.MIMETextPlain }

// arrived are the files of a field that came in parts, in the order of the form.
func (a *App) arrived(c *fiber.Ctx, field string) []Upload {
	r := Of(c)
	var all []Upload
	eachField(c, func(name, id string) {
		if name != field+partsSuffix {
			return
		}
		w, err := files.TakeUpload(c.UserContext(), a.db.Web, a.vault, sender(r), id, r.Now)
		if err == nil && w.Purpose != field {
			err = fault.Missing()
		}
		if fault.Is(err, fault.NotFound) {
			err = files.NotWhole()
		}
		if err != nil {
			all = append(all, Upload{open: func() (io.ReadCloser, error) { return nil, err }})
			return
		}
		r.taken = append(r.taken, id)
		all = append(all, Upload{Name: w.Name, Size: w.Size, open: func() (io.ReadCloser, error) { return w.Open(c.UserContext()), nil }})
	})
	return all
}

// dropTaken forgets the uploads a form has taken, once it was answered well. What stays
// behind by an error goes with the sweep.
func (a *App) dropTaken(c *fiber.Ctx) {
	r := Of(c)
	if c.Response().StatusCode() >= fiber.StatusBadRequest {
		return
	}
	for _, id := range r.taken {
		if err := files.DropUpload(c.UserContext(), a.db.Web, a.vault, sender(r), id); err != nil {
			a.log.Warn("an upload that was taken stays until the sweep", "request", r.ID, "error", err.Error())
		}
	}
}

// sentence is what a fault says to its reader.
func sentence(r *Request, err error) string {
	f, ok := fault.As(err)
	switch {
	case !ok || f.Key == "" || f.Kind == fault.Internal:
		return r.T("layout.failed")
	case len(f.Fields) == 0:
		return r.L.T(f.Key, f.Args)
	}
	var all []string
	for _, x := range f.Fields {
		all = append(all, r.L.T(x.Key, x.Args))
	}
	return strings.Join(all, " ")
}
