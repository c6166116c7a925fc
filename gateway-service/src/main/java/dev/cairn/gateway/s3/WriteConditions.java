package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Condition;
import dev.cairn.gateway.s3.wire.Headers;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.Bytes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Conditions of a change; the metadata judges them in the transaction that makes it. */
final class WriteConditions {

    private WriteConditions() {}

    /** @throws S3Exception {@link S3Error#NOT_IMPLEMENTED} for combinations that S3 does not know either */
    static Condition in(Headers headers) {
        Optional<String> match = headers.first("if-match");
        Optional<String> noneMatch = headers.first("if-none-match");
        if (noneMatch.isPresent()) {
            if (match.isPresent() || !noneMatch.get().equals("*")) {
                throw new S3Exception(
                        S3Error.NOT_IMPLEMENTED, "If-None-Match must be * and stand alone in a request that writes.");
            }
            return new Condition.Absent();
        }
        return match.map(WriteConditions::match).orElse(Condition.ALWAYS);
    }

    /** What an If-Match with this value demands. */
    static Condition match(String header) {
        if (header.equals("*")) {
            return new Condition.Present();
        }
        Optional<Long> dataVersion = Etags.madeForDataVersion(header);
        if (dataVersion.isPresent()) {
            return new Condition.DataVersionIs(dataVersion.get());
        }
        Set<Bytes> tags = new HashSet<>();
        for (String tag : header.split(",", -1)) {
            Etags.parse(tag).ifPresent(tags::add);
        }
        return new Condition.TagIsOneOf(tags);
    }
}
