package dev.cairn.api.metadata;

/** The metadata of a volume, by what callers want of it. Safe for use by any thread. */
public interface MetadataService {

    Namespace namespace();

    Contents contents();

    Uploads uploads();

    Archive archive();

    Segments segments();

    FileData fileData();
}
