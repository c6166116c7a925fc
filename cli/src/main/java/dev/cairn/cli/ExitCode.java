package dev.cairn.cli;

/** What a script can tell from how a command ended. */
enum ExitCode {
    DONE(0, "done"),
    FAILED(1, "the gateway could not be reached, a local file could not be read or written, or the gateway failed"),
    USAGE(2, "wrong command line"),
    NOT_FOUND(3, "no such file, attribute, rule or path"),
    NOT_PERMITTED(4, "no such key, no permission, a missing privilege, or retention"),
    CONFLICT(5, "it exists already, is not empty, has another data version, or is of the wrong kind"),
    TRY_LATER(6, "the data is offline, or the gateway asks to try again later"),
    NO_SPACE(7, "no space, or a quota rule forbids it"),
    INVALID(8, "the gateway does not accept an argument"),
    DAMAGED(9, "the check found something");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    String meaning() {
        return meaning;
    }

    /** By the status of a refusal. */
    static ExitCode of(int status) {
        return switch (status) {
            case 404, 410 -> NOT_FOUND;
            case 401, 403, 423 -> NOT_PERMITTED;
            case 409, 412 -> CONFLICT;
            case 503 -> TRY_LATER;
            case 507 -> NO_SPACE;
            case 400, 405, 413, 415, 416, 501 -> INVALID;
            default -> FAILED;
        };
    }
}
