package dev.cairn.gateway.s3.signature;

import java.util.Optional;

/**
 * Whose key signed, and for which day, region and service it was derived.
 *
 * @param date year, month and day without separators
 */
record CredentialScope(String accessKeyId, String date, String region, String service) {

    private static final String TERMINATOR = "aws4_request";

    /** Reads {@code id/date/region/service/aws4_request}; an id may itself hold slashes. */
    static Optional<CredentialScope> parse(String credential) {
        String[] fields = credential.split("/", -1);
        int count = fields.length;
        if (count < 5 || !fields[count - 1].equals(TERMINATOR)) {
            return Optional.empty();
        }
        String id = credential.substring(
                0,
                credential.length()
                        - String.join("/", fields[count - 4], fields[count - 3], fields[count - 2], TERMINATOR)
                                .length()
                        - 1);
        return Optional.of(new CredentialScope(id, fields[count - 4], fields[count - 3], fields[count - 2]));
    }

    String text() {
        return String.join("/", date, region, service, TERMINATOR);
    }
}
