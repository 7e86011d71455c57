package inspecttest

import (
	"archive/zip"
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// DOCXBomb is a text document with a picture that unpacks to so many bytes.
func DOCXBomb(size int) []byte {
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	parts := [][2]string{
		{"[Content_Types].xml", head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", head + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>`},
		{"word/media/image1.bmp", string(make([]byte, size))},
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p[0])
		if err == nil {
			_, err = w.Write([]byte(p[1]))
		}
		if err != nil {
			panic(err) // a buffer takes everything
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Photo is an honest picture of a page, wide by high.
func Photo(wide, high int) []byte {
	p := image.NewGray(image.Rect(0, 0, wide, high))
	for y := range high {
		for x := range wide {
			if y%40 > 3 || x%23 == 0 { // lines of writing
				p.SetGray(x, y, color.Gray{Y: 250})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Program is something that runs, under whatever name.
func Program() []byte {
	return append([]byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00"), make([]byte, 4096)...)
}
