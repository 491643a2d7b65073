/* synth_words_fashion.c - vocabulary of synthetic titles: fashion: clothes, underwear,
 * shoes, bags, jewels.
 *
 * One string per category, four related ones per family; see synth_words.h.
 * Data only. Written for this project. */
#include "data/synth/synth_words.h"

// clang-format off
static const char *const fashion[] = {
    "SNEAKERS|shoes|zapatillas,tenis,zapatillas urbanas|tênis,tênis casual,sapatênis|"
     "urbanas,lona,running,plataforma,skate,cordones,livianas,cuero|casual,lona,corrida,"
     "plataforma,skate,cadarço,leve,couro|bcgfm",
    "RUNNING_SHOES|shoes|zapatillas running,zapatillas deportivas,zapatillas|"
     "tênis de corrida,tênis esportivo,tênis|livianas,amortiguación,gimnasio,"
     "entrenamiento,trail,gel,transpirables,deportivas|leve,amortecimento,academia,"
     "treino,trail,gel,respirável,caminhada|bcgfm",
    "BOOTS|shoes|botas,borcegos,botinetas|bota,coturno,bota feminina|cuero,caña alta,"
     "taco,gamuza,borcegos,lluvia,trekking,plataforma|couro,cano alto,salto,camurça,"
     "tratorada,chuva,adventure,cano curto|bcgf",
    "SAFETY_FOOTWEAR|shoes|botín de seguridad,zapato de seguridad,calzado de trabajo|"
     "botina de segurança,bota de segurança,sapato de segurança|puntera de acero,cuero,"
     "dieléctrico,trabajo,suela,antideslizante,plástica,homologado|bico de aço,couro,"
     "elástico,trabalho,epi,antiderrapante,pvc,com ca|bcf",

    "T_SHIRTS|wear|remera,playera,camiseta|camiseta,blusa,camisa t-shirt|algodón,"
     "estampada,manga corta,lisa,cuello redondo,oversize,básica,divertida|algodão,"
     "estampada,manga curta,lisa,gola redonda,oversized,básica,engraçada|bcsgk",
    "SHIRTS|wear|camisa,camisa manga larga,camisa de vestir|camisa,camisa social,"
     "camisa manga longa|entallada,algodón,cuadros,jean,lisa,lino,botones,leñadora|slim,"
     "algodão,xadrez,jeans,lisa,linho,botões,casual|bcsg",
    "POLO_SHIRTS|wear|chomba,remera polo,polo|camisa polo,polo,camiseta polo|piqué,"
     "bordada,manga corta,cuello,lisa,algodón,empresa,rayada|piquet,bordada,manga curta,"
     "gola,lisa,algodão,uniforme,listrada|bcsgk",
    "BLOUSES|wear|blusa,musculosa,top|blusa,regata,cropped|gasa,verano,encaje,tirantes,"
     "hombros descubiertos,fiesta,modal,broderie|renda,verão,alcinha,ombro a ombro,"
     "festa,viscose,ciganinha,tricô|bcs",

    "JEANS|wear|jean,pantalón de jean,jean chupín|calça jeans,jeans,calça skinny|"
     "elastizado,tiro alto,chupín,roturas,recto,localizado,oxford,nevado|lycra,"
     "cintura alta,skinny,rasgada,reta,destroyed,flare,levanta bumbum|bcsg 36-54/2t",
    "PANTS|wear|pantalón,pantalón cargo,pantalón de vestir|calça,calça cargo,"
     "calça social|gabardina,bolsillos,trabajo,elastizado,babucha,chino,bengalina,recto|"
     "sarja,bolsos,trabalho,elástico,alfaiataria,chino,jogger,reta|bcsg 36-54/2t",
    "SHORTS|wear|short,bermuda,short de baño|short,bermuda,shorts|jean,playa,deportivo,"
     "cargo,tiro alto,bolsillos,gabardina,secado rápido|jeans,praia,esportivo,cargo,"
     "cintura alta,bolsos,sarja,tactel|bcsgk",
    "LEGGINGS|wear|calza,leggins,calza larga|legging,calça legging,legging fitness|"
     "deportiva,tiro alto,lycra,gimnasio,push up,estampada,algodón,suplex|academia,"
     "cintura alta,lycra,suplex,empina bumbum,estampada,cotton,montaria|bcsk",

    "HOODIES|wear|buzo,buzo canguro,sudadera|moletom,blusa de moletom,moletom canguru|"
     "capucha,frisa,bolsillo,estampado,algodón,oversize,friza,cierre|capuz,flanelado,"
     "bolso,estampado,algodão,oversized,zíper,unissex|bcsg",
    "SWEATERS|wear|sweater,pulóver,cardigan|suéter,blusa de tricô,cardigan|lana,hilo,"
     "cuello alto,escote en v,tejido,trenzado,invierno,liviano|lã,tricô,gola alta,"
     "gola v,malha,trançado,inverno,leve|bcsg",
    "JACKETS|wear|campera,chaqueta,parka|jaqueta,parka,casaco|capucha,impermeable,"
     "cuero ecológico,jean,inflable,abrigo,rompevientos,corderito|capuz,impermeável,"
     "couro ecológico,jeans,puffer,frio,corta vento,pelinho|bcsg",
    "COATS|wear|tapado,saco,sobretodo|casaco,sobretudo,trench coat|paño,lana,invierno,"
     "largo,botones,elegante,piloto,entallado|lã batida,inverno,longo,botões,elegante,"
     "forrado,acinturado,alfaiataria|bcsg",

    "BACKPACKS|bags|mochila,mochila urbana,mochila escolar|mochila,mochila feminina,"
     "mochila escolar|notebook,impermeable,porta,escolar,carro,antirrobo,cuero,viaje|"
     "notebook,impermeável,bolsos,escolar,rodinhas,antifurto,couro,viagem|bcg 15-70/5l",
    "HANDBAGS|bags|cartera,bandolera,bolso de mano|bolsa,bolsa feminina,"
     "bolsa transversal|cuero ecológico,mano,hombro,tachas,clutch,fiesta,cierre,"
     "shopping|couro sintético,mão,ombro,tachas,clutch,festa,alça,sacola|bc",
    "WALLETS|bags|billetera,monedero,portadocumentos|carteira,carteira de couro,"
     "porta cédulas|cuero,tarjetero,slim,cierre,documentos,monedas,gamuza,regalo|couro,"
     "porta cartão,slim,zíper,documentos,moedas,camurça,presente|bcg",
    "SUITCASES|bags|valija,set de valijas,valija carry on|mala,mala de viagem,"
     "mala de bordo|ruedas,rígida,cabina,viaje,grande,candado,abs,tela|rodinhas,rígida,"
     "bordo,viagem,grande,cadeado,abs,giro|bck 18-32/2in",

    "WRIST_WATCHES|jewel|reloj,reloj pulsera,reloj analógico|relógio,relógio de pulso,"
     "relógio analógico|acero,cuero,sumergible,malla,cronógrafo,cuarzo,digital,"
     "calendario|aço,couro,à prova d'água,pulseira,cronógrafo,quartzo,digital,"
     "calendário|bmcg 30-100/10m",
    "RINGS|jewel|anillo,alianzas,anillo de plata|anel,aliança,anel de prata|plata,"
     "compromiso,acero,oro,solitario,cinta,circonia,cintillo|prata,compromisso,aço,ouro,"
     "solitário,falange,zircônia,noivado|k 10-32/1n",
    "EARRINGS|jewel|aros,aritos,caravanas|brinco,brincos,argola|plata,argollas,pasantes,"
     "acero quirúrgico,abridores,largos,perlas,strass|prata,argolas,pérola,"
     "aço cirúrgico,ear cuff,longos,folheado,strass|ck",
    "NECKLACES|jewel|collar,cadena,gargantilla|colar,corrente,gargantilha|dije,plata,"
     "acero,choker,oro,nombre,perlas,corazón|pingente,prata,aço,choker,ouro,nome,"
     "pérolas,coração|ck 40-70/5cm",

    "BRAS|under|corpiño,brasier,corpiño push up|sutiã,sutiã com bojo,top sutiã|encaje,"
     "taza soft,sin aro,bretel,deportivo,microfibra,armado,strapless|renda,bojo,sem aro,"
     "alça,esportivo,microfibra,sem costura,tomara que caia|bcsk 85-110/5t",
    "PANTIES|under|bombacha,vedetina,colaless|calcinha,calcinha fio,calcinha de renda|"
     "algodón,encaje,sin costura,pack,culotte,lycra,tiro alto,less|algodão,renda,"
     "sem costura,kit,caleçon,lycra,cintura alta,tanga|bcsk",
    "BOXERS|under|bóxer,calzoncillo,slip|cueca boxer,cueca,cueca slip|algodón,lycra,"
     "sin costura,pack,liso,elástico,microfibra,estampado|algodão,lycra,sem costura,kit,"
     "lisa,elástico,microfibra,estampada|bcsk",
    "SOCKS|under|medias,soquetes,medias deportivas|meia,meias,meia soquete|algodón,"
     "# pares,invisibles,toalla,largas,caña,térmicas,divertidas|algodão,# pares,"
     "invisível,atoalhada,cano longo,cano curto,térmica,divertida|bcgk",

    "DRESSES|wear|vestido,vestido largo,vestido de fiesta|vestido,vestido longo,"
     "vestido de festa|encaje,corto,fiesta,noche,verano,gasa,madrina,estampado|renda,"
     "curto,festa,midi,verão,chiffon,madrinha,estampado|bcs",
    "SKIRTS|wear|pollera,falda,minifalda|saia,saia midi,minissaia|tubo,tul,plisada,"
     "tiro alto,larga,jean,cuero ecológico,tablas|lápis,tule,plissada,cintura alta,"
     "longa,jeans,couro ecológico,rodada|bcs",
    "JUMPSUITS|wear|enterito,mono largo,catsuit|macacão,macaquinho,jardineira|fiesta,"
     "palazzo,jean,verano,tirantes,estampado,corto,escote|festa,pantalona,jeans,verão,"
     "alcinha,estampado,curto,decote|bcs",
    "COSTUMES|wear|disfraz,disfraz infantil,traje de disfraz|fantasia,fantasia infantil,"
     "roupa de fantasia|princesa,halloween,superhéroe,máscara,capa,payaso,pirata,"
     "cotillón|princesa,halloween,super-herói,máscara,capa,palhaço,pirata,carnaval|csgy",

    "SANDALS|shoes|sandalias,ojotas,sandalias de cuero|sandália,chinelo,rasteirinha|"
     "plataforma,taco,cuero,verano,playa,tiras,bajas,yute|plataforma,salto,couro,verão,"
     "praia,tiras,rasteira,anabela|bcgf",
    "DRESS_SHOES|shoes|zapatos,zapatos de vestir,mocasines|sapato,sapato social,"
     "mocassim|cuero,cordones,charol,náuticos,taco,fiesta,suela,acordonado|couro,"
     "cadarço,verniz,oxford,salto,casamento,bico fino,derby|bcgf",
    "FOOTBALL_BOOTS|shoes|botines,botines de fútbol,botines papi|chuteira,"
     "chuteira society,chuteira futsal|césped sintético,tapones,fútbol 5,papi,campo,"
     "futsal,botita,cuero|campo,travas,society,futsal,grama,infantil,botinha,couro|bcfm",
    "SLIPPERS|shoes|pantuflas,pantuflas de peluche,chinelas|pantufa,chinelo de quarto,"
     "pantufas|peluche,abrigadas,corderito,invierno,suela,garra,polar,hotel|pelúcia,"
     "quentinha,bichinho,inverno,solado,pelinho,casa,hotel|cgf",

    "PAJAMAS|under|pijama,pijama de invierno,camisón|pijama,pijama de inverno,camisola|"
     "algodón,largo,polar,estampado,camisero,botones,verano,maternal|algodão,longo,soft,"
     "estampado,americano,botões,verão,amamentação|bcsg",
    "SWIMSUITS|under|malla,bikini,traje de baño|biquíni,maiô,sunga|entera,triangulito,"
     "colaless,lycra,playa,push up,natación,natatorio|inteiro,cortininha,fio dental,"
     "lycra,praia,bojo,natação,hot pants|bcsg",
    "ROBES|under|bata,salida de baño,kimono|roupão,robe,quimono|toalla,polar,raso,"
     "algodón,capucha,baño,spa,largo|felpudo,soft,cetim,algodão,capuz,banho,noiva,longo|"
     "bcsg",
    "TIGHTS|under|medias can can,panty,medias de lycra|meia calça,meia fina,"
     "meia arrastão|lycra,red,invierno,mousse,térmicas,cancán,opaca,reductora|lycra,"
     "arrastão,inverno,fio 40,térmica,opaca,fio 80,modeladora|bcsk",

    "BELTS|bags|cinturón,cinto,cinturón de cuero|cinto,cinto de couro,cinto masculino|"
     "hebilla,cuero,reversible,elástico,vestir,trenzado,tachas,jean|fivela,couro,"
     "dupla face,elástico,social,trançado,country,jeans|bcg 80-130/5cm",
    "SUNGLASSES|bags|anteojos de sol,lentes de sol,gafas de sol|óculos de sol,óculos,"
     "óculos espelhado|polarizados,espejados,aviador,estuche,uv400,redondos,marco,"
     "cat eye|polarizado,espelhado,aviador,estojo,uv400,redondo,armação,gatinho|bmcg",
    "EYEGLASS_FRAMES|bags|armazón,marco de anteojos,lentes de receta|armação,"
     "armação de óculos,óculos de grau|lectura,receta,acetato,metal,marco,liviano,"
     "redondo,estuche|leitura,grau,acetato,metal,sem grau,leve,redonda,estojo|bmcg",
    "CAPS|bags|gorra,gorra visera,gorro|boné,boné aba curva,gorro|visera plana,trucker,"
     "bordada,lana,snapback,camionera,regulable,curva|aba reta,trucker,bordado,lã,"
     "snapback,telinha,regulável,curva|bcgk",

    "BRACELETS|jewel|pulsera,brazalete,esclava|pulseira,bracelete,pulseira masculina|"
     "plata,cuero,acero,dijes,piedras,macramé,charms,rígida|prata,couro,aço,berloques,"
     "pedras,macramê,charms,folheada|ckg 16-22/1cm",
    "PIERCINGS|jewel|piercing,expansores,barbell|piercing,alargador,argola nariz|"
     "acero quirúrgico,ombligo,nariz,titanio,lengua,septum,cartílago,bolita|"
     "aço cirúrgico,umbigo,nariz,titânio,língua,septo,cartilagem,bolinha|ck 6-20/2mm",
    "SCARVES|jewel|pañuelo,chalina,bufanda|lenço,cachecol,echarpe|lana,seda,invierno,"
     "tejida,estampado,pashmina,cuello,infinito|lã,seda,inverno,tricô,estampado,"
     "pashmina,gola,infinito|cgk",
    "GLOVES|jewel|guantes,mitones,guantes de lana|luva,luvas,luva de lã|invierno,polar,"
     "cuero,táctiles,térmicos,nieve,tejidos,polares|inverno,fleece,couro,touch,térmica,"
     "frio,tricô,meio dedo|bcsgk",
};
// clang-format on

const lmev__synth_dept lmev__synth_fashion = {fashion,
                                              sizeof fashion / sizeof fashion[0]};
