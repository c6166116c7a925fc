package dev.cairn.api.metadata;

/** Whether an extended attribute may or must exist already (XAT-3). */
public enum XattrMode {
    CREATE_OR_REPLACE,
    CREATE,
    REPLACE
}
