package dev.cairn.api.metadata;

/** What a rename does about an entry that has the new name. */
public enum RenameMode {
    REPLACE,
    NO_REPLACE
}
