package web

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/files"
)

// MaxUpload is how much one sending of files may hold, in bytes: what the server takes,
// less the rest of the form.
const MaxUpload = bodyLimit - 1<<20

// Upload is one file of a form; its type and size are judged by files.Save.
type Upload struct {
	// Name is the name the sender gave it, as it came.
	Name string
	Size int64
	open func() (io.ReadCloser, error)
}

// Uploads gives the files of a form's field in the order in which they were chosen,
// none where the field was left empty: those in the form itself, and those that came
// before it in parts (TakeParts). The route must be a PostFile.
func Uploads(c *fiber.Ctx, field string) []Upload {
	var all []Upload
	form, err := c.MultipartForm()
	if err == nil { // else it is a form without files
		for _, h := range form.File[field] {
			if h.Filename != "" || h.Size > 0 {
				all = append(all, Upload{Name: h.Filename, Size: h.Size, open: func() (io.ReadCloser, error) { return h.Open() }})
			}
		}
	}
	if a := Of(c).app; a != nil {
		all = append(all, a.arrived(c, field)...)
	}
	return all
}

// Open reads the file. Close it.
func (u Upload) Open() (io.ReadCloser, error) {
	f, err := u.open()
	if err != nil {
		return nil, fault.Wrap(err, "open upload")
	}
	return f, nil
}

// Vault keeps the files of the program, nil where none are kept.
func (a *App) Vault() *files.Vault { return a.vault }

// SendFile answers with a stored file, always as an attachment that no page shows in
// place. The caller has checked that the actor may see the file's owner.
func (a *App) SendFile(c *fiber.Ctx, f *files.File) error {
	content, err := a.vault.Open(c.UserContext(), f)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(content)
	if closed := content.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fault.Wrap(err, "read a stored file")
	}
	return Attach(c, withEnding(f.Name, f.Type), f.Type, data)
}

// withEnding gives a name the ending of what the file is: a picture called page.html
// must not open as a page where it is kept.
func withEnding(name, kind string) string {
	endings := map[string][]string{files.PDF: {".pdf"}, files.PNG: {".png"}, files.JPEG: {".jpg", ".jpeg"}, files.DOCX: {".docx"},
		files.ODT: {".odt"}, files.XLSX: {".xlsx"}, files.CSV: {".csv"}, files.Text: {".txt"}}[kind]
	if len(endings) == 0 || slices.Contains(endings, strings.ToLower(path.Ext(name))) {
		return name
	}
	return name + endings[0]
}

// Attach answers with a file to be kept: its name, its type, and headers that let no
// page run it and no cache hold it.
func Attach(c *fiber.Ctx, name, kind string, data []byte) error {
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, disposition(name))
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	return c.Send(data)
}

// disposition names the file twice (RFC 6266): in signs every browser reads, and whole.
func disposition(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\%;`, r) {
			return '_'
		}
		return r
	}, name)
	var whole strings.Builder
	for _, b := range []byte(name) {
		if b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || strings.IndexByte("-._~", b) >= 0 {
			whole.WriteByte(b)
			continue
		}
		fmt.Fprintf(&whole, "%%%02X", b)
	}
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + whole.String()
}
