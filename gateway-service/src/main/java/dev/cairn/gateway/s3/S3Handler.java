package dev.cairn.gateway.s3;

import java.io.IOException;

/** Serves requests of one operation or more. Safe for use by any thread. */
@FunctionalInterface
interface S3Handler {

    /**
     * @throws dev.cairn.gateway.s3.wire.S3Exception what the client is told
     * @throws dev.cairn.kernel.CairnException what a service said, to be told in the words of S3
     * @throws IOException if the client went away
     */
    void handle(S3Exchange exchange) throws IOException;
}
