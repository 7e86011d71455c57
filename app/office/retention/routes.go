package retention

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/web"
	"approdo/app/web/tables"
)

// Screens are the pages about how long data are kept and what they stand on.
type Screens struct {
	web *web.App
	db  *db.Pools
}

const (
	homePath  = "/ufficio/conservazione"
	filesPath = homePath + "/schede"
	bookPath  = "/ufficio/trattamenti"
)

// Register adds the routes to the shell.
func Register(app *web.App, pools *db.Pools) {
	s := &Screens{web: app, db: pools}
	s.web.Get(homePath, web.May(auth.PrivacyManage), s.home)
	s.web.Get(filesPath, web.May(auth.PrivacyManage), s.files)
	s.web.Post(filesPath+"/esportazione", web.May(auth.PrivacyManage), s.exportFiles)
	s.web.Get(filesPath+"/:id", web.May(auth.PrivacyManage), s.askKeep)
	s.web.Post(filesPath+"/:id", web.May(auth.PrivacyManage), s.keep)
	s.web.Get(homePath+"/:scopo", web.May(auth.PrivacyManage), s.askMonths)
	s.web.Post(homePath+"/:scopo", web.May(auth.PrivacyManage), s.setMonths)
	s.web.Get(bookPath, web.May(auth.PrivacyManage), s.book)
	s.web.Post(bookPath+"/esportazione", web.May(auth.PrivacyManage), s.exportBook)
	s.web.Get(bookPath+"/stampa", web.May(auth.PrivacyManage), s.printBook)
	s.web.Get(bookPath+"/pdf", web.May(auth.PrivacyManage), s.pdfBook)
}

// send answers with a table as a file of the asked format.
func send(c *fiber.Ctx, t tables.Table, name, format string) error {
	mime := "text/csv; charset=utf-8"
	file, err := []byte(nil), error(nil)
	switch format {
	case "csv":
		file, err = t.CSV()
	case "xlsx":
		mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		file, err = t.XLSX()
	default:
		return errMissing()
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, mime)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+"-"+web.Of(c).Now.In(web.Rome()).Format("2006-01-02")+"."+format+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(file)
}
