package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import java.util.Optional;

/** Numbers of parts. */
final class PartNumbers {

    static final int MAX = MetadataLimits.PART_NUMBER_MAX;

    private PartNumbers() {}

    /** @throws S3Exception {@link S3Error#INVALID_ARGUMENT} */
    static int parse(Optional<String> text) {
        try {
            int number = Integer.parseInt(text.orElse(""));
            if (number >= 1 && number <= MAX) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of bounds.
        }
        throw new S3Exception(
                        S3Error.INVALID_ARGUMENT, "Part number must be an integer between 1 and " + MAX + ", inclusive")
                .detail("ArgumentName", "partNumber")
                .detail("ArgumentValue", text.orElse(""));
    }
}
