package portal.tests;

import java.util.List;
import java.util.Map;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;
import org.tartarus.snowball.ext.EnglishStemmer;

/** What the portal's mapping takes from the module analysis-common, over the same classes of Lucene. */
public class EnglishForTests extends Plugin implements AnalysisPlugin {

    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends org.apache.lucene.analysis.Analyzer>>> getAnalyzers() {
        return Map.of("english", (index, environment, name, settings) -> new English(name, settings));
    }

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of(
            "stemmer", AnalysisPlugin.requiresAnalysisSettings(
                (index, environment, name, settings) -> new Stemmer(name, settings)),
            "asciifolding", (index, environment, name, settings) -> new Folding(name, settings));
    }

    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.of("mapping", AnalysisPlugin.requiresAnalysisSettings(
            (index, environment, name, settings) -> new Mapping(name, settings.getAsList("mappings"))));
    }

    private static class English extends AbstractIndexAnalyzerProvider<EnglishAnalyzer> {
        private final EnglishAnalyzer analyzer = new EnglishAnalyzer();

        English(String name, Settings settings) {
            super(name, settings);
        }

        @Override
        public EnglishAnalyzer get() {
            return analyzer;
        }
    }

    private static class Stemmer extends AbstractTokenFilterFactory {
        Stemmer(String name, Settings settings) {
            super(name, settings);
            String language = settings.get("language", "porter");
            if (!language.equals("porter2")) {
                throw new IllegalArgumentException("only the stemmer porter2 is built into the test server");
            }
        }

        @Override
        public TokenStream create(TokenStream tokens) {
            return new SnowballFilter(tokens, new EnglishStemmer());
        }
    }

    private static class Folding extends AbstractTokenFilterFactory {
        Folding(String name, Settings settings) {
            super(name, settings);
        }

        @Override
        public TokenStream create(TokenStream tokens) {
            return new ASCIIFoldingFilter(tokens);
        }
    }

    private record Mapping(String name, List<String> rules) implements CharFilterFactory {
        @Override
        public java.io.Reader create(java.io.Reader text) {
            NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
            for (String rule : rules) {
                String[] sides = rule.split("=>", 2);
                map.add(sides[0].trim(), sides[1].trim().replace("\\u0020", " "));
            }
            return new MappingCharFilter(map.build(), text);
        }
    }
}
