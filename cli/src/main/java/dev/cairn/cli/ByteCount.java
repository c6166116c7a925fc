package dev.cairn.cli;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes on the command line: {@code 4096}, {@code 4K}, {@code 1G}; units are powers of 1,024. */
record ByteCount(String decimal) {

    static final class Converter implements ITypeConverter<ByteCount> {

        private static final Pattern FORM = Pattern.compile("([0-9]{1,20})([KMGTPE]?)");

        @Override
        public ByteCount convert(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("\"" + text + "\" is no number of bytes such as 4096, 64K or 1G");
            }
            int unit = matcher.group(2).isEmpty() ? 0 : "KMGTPE".indexOf(matcher.group(2)) + 1;
            BigInteger bytes = new BigInteger(matcher.group(1)).shiftLeft(10 * unit);
            if (bytes.bitLength() > 64) {
                throw new TypeConversionException("\"" + text + "\" is not below 2^64");
            }
            return new ByteCount(bytes.toString());
        }
    }

    long value() {
        return Long.parseUnsignedLong(decimal);
    }

    @Override
    public String toString() {
        return decimal;
    }
}
