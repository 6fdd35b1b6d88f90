import java.io.FileInputStream;
import java.io.InputStream;
import org.verapdf.core.VeraPDFException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/** Checks a file against profiles of veraPDF: Validate FILE PROFILE…; one line a profile, one a failed rule. */
public class Validate {
    public static void main(String[] args) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int i = 1; i < args.length; i++) {
            check(args[0], args[i]);
        }
    }

    private static void check(String file, String name) throws Exception {
        String path = "/org/verapdf/pdfa/validation/" + name + ".xml";
        try (InputStream xml = Validate.class.getResourceAsStream(path); InputStream pdf = new FileInputStream(file)) {
            ValidationProfile profile = Profiles.profileFromXml(xml);
            try (PDFAParser parser = Foundries.defaultInstance().createParser(pdf, profile.getPDFAFlavour())) {
                ValidationResult result =
                        Foundries.defaultInstance().createValidator(profile, false).validate(parser);
                System.out.println(name + " " + result.isCompliant() + " " + result.getTotalAssertions());
                for (TestAssertion failed : result.getTestAssertions()) {
                    System.out.println(failed.getRuleId().getClause() + "-" + failed.getRuleId().getTestNumber()
                            + " " + failed.getMessage() + " " + failed.getLocation().getContext());
                }
            }
        }
    }
}
