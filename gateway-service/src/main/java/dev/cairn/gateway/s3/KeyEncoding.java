package dev.cairn.gateway.s3;

import dev.cairn.gateway.s3.wire.PercentCoding;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.gateway.s3.wire.XmlWriter;
import dev.cairn.kernel.Bytes;

/** How a listing writes keys: as they are, or percent-encoded for clients that cannot read every character in XML. */
enum KeyEncoding {
    NONE {
        @Override
        void write(XmlWriter document, String element, Bytes key) {
            document.element(element, key);
        }
    },
    URL {
        @Override
        void write(XmlWriter document, String element, Bytes key) {
            document.element(element, PercentCoding.encodePath(key));
        }
    };

    abstract void write(XmlWriter document, String element, Bytes key);

    /** @throws S3Exception {@link S3Error#INVALID_ARGUMENT} */
    static KeyEncoding in(S3Exchange exchange) {
        String text = exchange.query().text("encoding-type").orElse("");
        return switch (text) {
            case "" -> NONE;
            case "url" -> URL;
            default ->
                throw new S3Exception(S3Error.INVALID_ARGUMENT, "Invalid Encoding Method specified in Request")
                        .detail("ArgumentName", "encoding-type")
                        .detail("ArgumentValue", text);
        };
    }

    void announce(XmlWriter document) {
        if (this == URL) {
            document.element("EncodingType", "url");
        }
    }
}
