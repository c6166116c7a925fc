package dev.cairn.api.metadata;

/** The two indexes by change sequence (WLK-1). */
public enum SeqIndex {
    /** Every inode at its meta_seq. */
    META,
    /** Regular files at their data_seq. */
    DATA
}
