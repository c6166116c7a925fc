package dev.cairn.api;

/** Rights beyond the permission bits of files. */
public enum Privilege {
    /** Tagged attributes, direct attribute changes, failing waiters, quota rules: stands for CAP_SYS_ADMIN. */
    VOLUME_ADMIN,
    /** Reading names without directory permissions: stands for CAP_DAC_READ_SEARCH. */
    PATH_SEARCH,
    /** The usual bypasses of permission checks: stands for CAP_DAC_OVERRIDE, CAP_FOWNER and CAP_CHOWN. */
    OVERRIDE
}
