package dev.cairn.gateway.s3;

import dev.cairn.gateway.s3.wire.XmlWriter;

/** Owners in documents. S3 knows them by opaque ids; here they are user ids. */
final class Owners {

    private Owners() {}

    static void write(XmlWriter document, String element, int uid) {
        String id = Integer.toUnsignedString(uid);
        document.open(element).element("ID", id).element("DisplayName", id).close(element);
    }
}
