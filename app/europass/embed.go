package europass

import (
	"bytes"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// AttachmentName is the file inside a PDF in which Europass looks for the document.
const AttachmentName = "attachment.xml"

// Embed puts a profile, as a Candidate document, into a PDF of our own; pages, tags and
// outline stay. It is not for PDFs of others.
func Embed(pdf []byte, p *Profile, t Titles) ([]byte, error) {
	var document, out bytes.Buffer
	if err := t.Write(&document, p); err != nil {
		return nil, fmt.Errorf("write a Europass document: %w", err)
	}
	x, err := api.ReadContext(bytes.NewReader(pdf), ours())
	if err != nil {
		return nil, fmt.Errorf("read our own PDF: %w", err)
	}
	if err := attach(x, document.Bytes()); err != nil {
		return nil, fmt.Errorf("embed a Europass document: %w", err)
	}
	if err := api.WriteContext(x, &out); err != nil {
		return nil, fmt.Errorf("write a PDF with its Europass document: %w", err)
	}
	return out.Bytes(), nil
}

// ours says how a PDF of our own is read and written. It is made here rather than by the
// library, whose own way reads and writes a folder of settings.
func ours() *model.Configuration {
	return &model.Configuration{Version: model.VersionStr, Reader15: true, ValidationMode: model.ValidationRelaxed, Eol: types.EolLF,
		WriteObjectStream: true, WriteXRefStream: true, Offline: true, Limits: model.DefaultResourceLimits(),
		TimestampFormat: "2006-01-02 15:04", DateFormat: "2006-01-02"}
}

// attach adds the document to the embedded files, and to those that belong to the whole
// (PDF 2.0, associated files): readers look in the one or the other.
func attach(x *model.Context, document []byte) error {
	stream, err := x.NewStreamDictForBuf(document)
	if err != nil {
		return err
	}
	stream.InsertName("Type", "EmbeddedFile")
	stream.InsertName("Subtype", "text/xml")
	stream.Insert("Params", types.Dict{"Size": types.Integer(len(document))})
	if err := stream.Encode(); err != nil {
		return err
	}
	content, err := x.IndRefForNewObject(*stream)
	if err != nil {
		return err
	}
	name := types.StringLiteral(AttachmentName)
	file, err := x.IndRefForNewObject(types.Dict{"Type": types.Name("Filespec"), "F": name, "UF": name, "AFRelationship": types.Name("Source"),
		"Desc": types.StringLiteral("Europass"), "EF": types.Dict{"F": *content, "UF": *content}})
	if err != nil {
		return err
	}
	names := types.Dict{"EmbeddedFiles": types.Dict{"Names": types.Array{name, *file}}}
	if had, err := x.DereferenceDict(x.RootDict["Names"]); err != nil {
		return err
	} else if had != nil {
		had["EmbeddedFiles"] = names["EmbeddedFiles"]
	} else {
		x.RootDict["Names"] = names
	}
	x.RootDict["AF"] = types.Array{*file}
	return nil
}
